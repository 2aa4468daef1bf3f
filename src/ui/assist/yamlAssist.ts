import * as vscode from 'vscode';
import { readSetting, Settings } from '../../contributions';
import { completionAt, fieldAt } from '../../engine';
import type { ManifestDiagnostics } from '../diagnostics/manifestDiagnostics';
import { rangeOf } from '../diagnostics/manifestDiagnostics';
import { manifestSelector } from '../manifests';
import { mayHoldPod } from '../mayHoldPod';
import type { WorkspaceObjects } from '../objects/workspaceObjects';
import { completionItems, type Suggestion } from './completionItems';
import { fieldMarkdown } from './fieldText';

/** The extension that says the same of fields, where it is there. */
const otherExtension = 'redhat.vscode-yaml';

/** Hover and completion for the fields of manifests, unless the user or another extension has them elsewhere. */
export class YamlAssist implements vscode.HoverProvider, vscode.CompletionItemProvider, vscode.Disposable {
  private readonly registration: vscode.Disposable;

  constructor(
    private readonly diagnostics: ManifestDiagnostics,
    private readonly objects: WorkspaceObjects,
  ) {
    this.registration = vscode.Disposable.from(
      vscode.languages.registerHoverProvider(manifestSelector, this),
      vscode.languages.registerCompletionItemProvider(manifestSelector, this, ' '),
    );
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const text = textToAssist(document);
    const field = text === undefined ? undefined : fieldAt(text, document.offsetAt(position));
    if (!field) return undefined;
    const isSaid = this.diagnostics
      .findings(document)
      .some(({ code, range }) => code.startsWith('field-') && range[0] === field.range[0]);
    const markdown = new vscode.MarkdownString(fieldMarkdown(field, isSaid, vscode.l10n.t));
    return new vscode.Hover(markdown, rangeOf(document, field.range));
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    const text = textToAssist(document);
    const at = text === undefined ? undefined : completionAt(text, document.offsetAt(position));
    if (!at) return [];
    const range = rangeOf(document, at.range);
    const line = document.lineAt(position.line);
    const hasColon = line.text.slice(range.end.character).trimStart().startsWith(':');
    const objects = at.objects ? await this.objects.inReach(document.uri) : [];
    const indent = line.firstNonWhitespaceCharacterIndex;
    return completionItems(at, objects, { indent, hasColon }, vscode.l10n.t).map((one) => itemOf(one, range));
  }

  dispose(): void {
    this.registration.dispose();
  }
}

function textToAssist(document: vscode.TextDocument): string | undefined {
  const choice = readSetting(vscode.workspace, Settings.yamlAssist) ?? 'auto';
  const isThere = () => vscode.extensions.getExtension(otherExtension) !== undefined;
  if (choice === 'off' || (choice === 'auto' && isThere())) return undefined;
  const text = document.getText();
  return mayHoldPod(text) ? text : undefined;
}

const kinds: Record<Suggestion['kind'], vscode.CompletionItemKind> = {
  field: vscode.CompletionItemKind.Property,
  word: vscode.CompletionItemKind.EnumMember,
  object: vscode.CompletionItemKind.Reference,
  key: vscode.CompletionItemKind.Constant,
};

function itemOf(
  { label, note, kind, detail, snippet, sort, asksOn }: Suggestion,
  range: vscode.Range,
): vscode.CompletionItem {
  const item = new vscode.CompletionItem({ label, description: note }, kinds[kind]);
  item.detail = detail;
  item.insertText = new vscode.SnippetString(snippet);
  item.range = range;
  item.sortText = sort;
  if (asksOn) item.command = { title: '', command: 'editor.action.triggerSuggest' };
  return item;
}
