import * as vscode from 'vscode';
import { Commands } from '../../contributions';
import type { PodDocument } from '../../engine';
import { visibleText } from '../../webview/visibleText';
import type { Manifests } from '../manifests';
import { podTitle } from '../tree/podPresentation';
import { refuse } from './revealProblem';

/** One Pod document of an open text. */
export interface ManifestTarget {
  document: vscode.TextDocument;
  pod: PodDocument;
}

/**
 * The Pod document that a command was given, or else one of the active editor, asked for where there are several.
 * Undefined where there is none, or none can be read, which is said, or where nothing was picked.
 */
export async function pickManifest(
  manifests: Manifests,
  uri?: unknown,
  index?: unknown,
): Promise<ManifestTarget | undefined> {
  const document =
    uri instanceof vscode.Uri
      ? await vscode.workspace.openTextDocument(uri)
      : vscode.window.activeTextEditor?.document;
  const read = document && manifests.read(document);
  const pods = read?.pods ?? [];
  if (!document || pods.length === 0) {
    // A text that cannot be read far enough to find its Pods.
    if (document && read) await refuse(document, read);
    else await sayNoManifest();
    return undefined;
  }
  const given = typeof index === 'number' ? pods[index] : undefined;
  const pod = given ?? (pods.length === 1 ? pods[0] : await pickDocument(document, pods));
  return pod && { document, pod };
}

async function pickDocument(
  document: vscode.TextDocument,
  pods: PodDocument[],
): Promise<PodDocument | undefined> {
  const items = pods.map((pod) => ({
    label: documentTitle(pod),
    description: vscode.l10n.t('line {0}', document.positionAt(pod.anchor[0]).line + 1),
    pod,
  }));
  const placeHolder = vscode.l10n.t('Pod to run');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.pod;
}

/** What a Pod document is called, even where it has no name yet. */
export function documentTitle({ name, namespace }: PodDocument): string {
  return name === undefined
    ? vscode.l10n.t('pod without a name')
    : visibleText(podTitle({ name, namespace }));
}

async function sayNoManifest(): Promise<void> {
  const openSample = vscode.l10n.t('Open a Sample');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('The active editor shows no Pod manifest.'),
    openSample,
  );
  if (chosen === openSample) await vscode.commands.executeCommand(Commands.sampleOpen);
}
