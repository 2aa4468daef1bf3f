import * as vscode from 'vscode';
import type { Finding, ObjectKind, ObjectRef } from '../../engine';
import { diagnosticSource, type ManifestDiagnostics, rangeOf } from '../diagnostics/manifestDiagnostics';
import { type Manifests, manifestSelector } from '../manifests';
import { folderOf } from '../objects/objectFiles';
import { objectManifest } from '../objects/objectManifest';
import { quickFixes } from './quickFixes';

/** Offers what mends a finding: in its text, or by writing the object that it misses. */
export class FixProvider implements vscode.CodeActionProvider, vscode.Disposable {
  private readonly registration: vscode.Disposable;

  constructor(
    private readonly manifests: Manifests,
    private readonly diagnostics: ManifestDiagnostics,
  ) {
    this.registration = vscode.languages.registerCodeActionsProvider(manifestSelector, this, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    });
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const actions = diagnostics
      .filter(({ source }) => source === diagnosticSource)
      .map((diagnostic) => this.actionsFor(document, diagnostic));
    return (await Promise.all(actions)).flat();
  }

  dispose(): void {
    this.registration.dispose();
  }

  private async actionsFor(
    document: vscode.TextDocument,
    diagnostic: vscode.Diagnostic,
  ): Promise<vscode.CodeAction[]> {
    const code = typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code;
    const finding = this.diagnostics
      .findings(document)
      .find((one) => one.code === code && rangeOf(document, one.range).isEqual(diagnostic.range));
    if (!finding) return [];
    const mends = quickFixes(finding, document.getText(), vscode.l10n.t).map((fix) => {
      const action = actionOf(fix.title, diagnostic);
      action.isPreferred = fix.isPreferred;
      for (const { range, text } of fix.edits)
        action.edit?.replace(document.uri, rangeOf(document, range), text);
      return action;
    });
    const missing = finding.code === 'object-missing' ? this.missing(document, finding) : undefined;
    return missing ? [...mends, ...(await creations(document, diagnostic, missing))] : mends;
  }

  /** The object that a finding misses, with the keys that its pods need. */
  private missing(document: vscode.TextDocument, finding: Finding): MissingObject | undefined {
    const references = this.manifests.read(document)?.pods.flatMap((pod) => pod.references) ?? [];
    const own = references.find(({ range }) => range[0] === finding.range[0]);
    if (!own) return undefined;
    const { kind, namespace, name } = own.ref;
    const same = references.filter(
      ({ ref }) => ref.kind === kind && ref.namespace === namespace && ref.name === name,
    );
    return { ref: own.ref, keys: same.flatMap(({ keys }) => keys.map(({ key }) => key)) };
  }
}

interface MissingObject {
  ref: ObjectRef;
  keys: string[];
}

async function creations(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  { ref, keys }: MissingObject,
): Promise<vscode.CodeAction[]> {
  const text = objectManifest(ref, keys);
  const here = actionOf(createTitle(ref), diagnostic);
  here.isPreferred = true;
  const end = document.lineAt(document.lineCount - 1).range.end;
  const written = document.getText();
  here.edit?.insert(document.uri, end, `${written.endsWith('\n') ? '' : '\n'}---\n${text}`);
  if (document.isUntitled) return [here];
  const file = await freeFile(folderOf(document.uri), ref);
  const beside = actionOf(createBesideTitle(ref, file.path.split('/').at(-1) ?? ''), diagnostic);
  beside.edit?.createFile(file, { contents: new TextEncoder().encode(text) });
  beside.command = { title: '', command: 'vscode.open', arguments: [file] };
  return [here, beside];
}

function createTitle({ kind, name }: ObjectRef): string {
  return vscode.l10n.t('Create {0} {1} in this file', kind, name);
}

function createBesideTitle({ kind, name }: ObjectRef, file: string): string {
  return vscode.l10n.t('Create {0} {1} in {2}', kind, name, file);
}

const fileWords: Record<ObjectKind, string> = {
  ConfigMap: 'configmap',
  Secret: 'secret',
  PersistentVolumeClaim: 'claim',
};

/** A file of that folder which is not there yet. */
async function freeFile(folder: vscode.Uri, { kind, name }: ObjectRef): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const base = `${name}-${fileWords[kind]}${number === 1 ? '' : `-${number}`}.yaml`;
    const file = vscode.Uri.joinPath(folder, base);
    const isThere = await vscode.workspace.fs.stat(file).then(
      () => true,
      () => false,
    );
    if (!isThere) return file;
  }
}

function actionOf(title: string, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.edit = new vscode.WorkspaceEdit();
  return action;
}
