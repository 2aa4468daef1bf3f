import * as vscode from 'vscode';
import type { PodKey, PodSnapshot } from '../../engine';
import { podTitle, presentPod } from '../tree/podPresentation';
import type { UiContext } from '../uiContext';

/** What to ask where a command was given no pod. */
export interface PodQuestion {
  placeHolder: string;
  /** Said where no pod passes. */
  nothing: string;
  /** Word of the pod's contextValue that the action needs. */
  needs?: string;
}

/**
 * The pod that a command means: the argument of a tree item, a key, or a document of a manifest; else one that the
 * user picks. Undefined where nothing was picked or nothing passes.
 */
export async function pickPod(
  ui: UiContext,
  question: PodQuestion,
  argument?: unknown,
  index?: unknown,
): Promise<PodKey | undefined> {
  if (argument instanceof vscode.Uri) return await documentKey(ui, argument, index);
  return keyOf(argument) ?? (await askForPod(ui, question));
}

/** The key in an argument that has or is one. */
export function keyOf(argument: unknown): PodKey | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('key' in argument) return keyOf(argument.key);
  const { namespace, name } = argument as Partial<Record<keyof PodKey, unknown>>;
  return typeof namespace === 'string' && typeof name === 'string' ? { namespace, name } : undefined;
}

async function documentKey(ui: UiContext, uri: vscode.Uri, index: unknown): Promise<PodKey | undefined> {
  const pods = ui.manifests.read(await vscode.workspace.openTextDocument(uri))?.pods ?? [];
  const pod = pods[typeof index === 'number' ? index : 0];
  return pod?.name === undefined ? undefined : { namespace: pod.namespace, name: pod.name };
}

async function askForPod(
  { engine }: UiContext,
  { placeHolder, nothing, needs }: PodQuestion,
): Promise<PodKey | undefined> {
  const items = engine.pods().flatMap((snapshot) => itemOf(snapshot, needs));
  if (items.length > 0) return (await vscode.window.showQuickPick(items, { placeHolder }))?.key;
  void vscode.window.showInformationMessage(nothing);
  return undefined;
}

function itemOf(snapshot: PodSnapshot, needs?: string): (vscode.QuickPickItem & { key: PodKey })[] {
  const { description, icon, contextValue } = presentPod(snapshot, Date.now(), vscode.l10n.t);
  if (needs && !contextValue.split(' ').includes(needs)) return [];
  const { namespace, name } = snapshot.metadata;
  return [
    {
      label: podTitle(snapshot.metadata),
      description,
      iconPath: new vscode.ThemeIcon(icon.id, icon.color ? new vscode.ThemeColor(icon.color) : undefined),
      key: { namespace, name },
    },
  ];
}
