import * as vscode from 'vscode';
import { ContextKeys, setContext } from '../contributions';
import type { Manifests } from './manifests';

/** Keeps the context key that says whether the active editor shows a manifest with a Pod. */
export function registerEditorContext(manifests: Manifests): vscode.Disposable {
  let before: boolean | undefined;
  const update = () => {
    const document = vscode.window.activeTextEditor?.document;
    const has = document !== undefined && (manifests.read(document)?.pods.length ?? 0) > 0;
    if (has !== before) setContext(vscode.commands, ContextKeys.editorHasPod, has);
    before = has;
  };
  update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(update),
    manifests.onDidChange(update),
  );
}
