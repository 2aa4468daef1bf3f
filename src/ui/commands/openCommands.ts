import * as vscode from 'vscode';
import { Languages } from '../../contributions';
import type { PodKey, PublishedPort } from '../../engine';
import { podDocument } from '../diagnostics/errorPlace';
import { plainSentence } from '../sentences';
import { portText, portUrl } from '../tree/podTooltip';
import type { UiContext } from '../uiContext';

/** Opens the document that the pod was run from, at its Pod. */
export async function openManifest(ui: UiContext, key: PodKey): Promise<void> {
  const source = ui.engine.pod(key)?.source;
  if (!source) return sayNo(vscode.l10n.t('Pod {0} was not run from a file.', key.name));
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(source));
    const own = podDocument(ui.manifests, document, key);
    const at = document.positionAt(own?.anchor[0] ?? 0);
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
  } catch {
    sayNo(vscode.l10n.t('The manifest {0} is not there any more.', vscode.Uri.parse(source).path));
  }
}

/** Opens a published TCP port of the pod, or of one of its containers, in the browser. */
export async function openPort({ engine }: UiContext, key: PodKey, container?: string): Promise<void> {
  const ports = (engine.pod(key)?.publishedPorts ?? []).filter(
    (port) => portUrl(port) !== undefined && (container === undefined || port.containerName === container),
  );
  if (ports.length === 0) return sayNo(vscode.l10n.t('Pod {0} has no hostPort to open.', key.name));
  const port = ports.length === 1 ? ports[0] : await pickPort(ports);
  const url = port && portUrl(port);
  if (url) await vscode.env.openExternal(vscode.Uri.parse(url));
}

async function pickPort(ports: PublishedPort[]): Promise<PublishedPort | undefined> {
  const items = ports.map((port) => ({ label: portText(port), port }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Port to open') }))?.port;
}

/** Opens the first example as a new text, to be looked at, changed and run. */
export async function openSample({ extensionUri }: UiContext): Promise<void> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'examples', 'web.yaml'));
  const content = new TextDecoder().decode(bytes);
  const document = await vscode.workspace.openTextDocument({ language: Languages.yaml, content });
  await vscode.window.showTextDocument(document);
}

function sayNo(sentence: string): void {
  void vscode.window.showInformationMessage(plainSentence(sentence));
}
