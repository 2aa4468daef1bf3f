import * as vscode from 'vscode';
import type { PodSnapshot } from '../../engine';
import { visibleText } from '../../webview/visibleText';
import type { TreeNode } from './podNodes';
import { podTitle } from './podPresentation';
import { podState } from './podState';
import { containerTooltip, podTooltip, sandboxTooltip, type TooltipLine } from './podTooltip';

/** The tooltip of an item. Whatever comes from a manifest or from Docker goes in as escaped text. */
export function tooltipMarkdown(snapshot: PodSnapshot, node: TreeNode): vscode.MarkdownString {
  if (node.kind === 'pod') {
    const title = `${podTitle(snapshot.metadata)} · ${podState(snapshot).word}`;
    return markdownOf(title, podTooltip(snapshot, vscode.l10n.t));
  }
  if (node.kind === 'sandbox') {
    return markdownOf(vscode.l10n.t('sandbox'), sandboxTooltip(snapshot, vscode.l10n.t));
  }
  return markdownOf(node.container, containerTooltip(snapshot, node.container, vscode.l10n.t));
}

function markdownOf(title: string, lines: TooltipLine[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  bold(markdown, title);
  for (const { label, text, link } of lines) {
    markdown.appendMarkdown('\n\n');
    bold(markdown, label);
    markdown.appendMarkdown(' ');
    if (link) linked(markdown, text, link);
    else markdown.appendMarkdown(escaped(text));
  }
  return markdown;
}

function bold(markdown: vscode.MarkdownString, text: string): void {
  markdown.appendMarkdown(`**${escaped(text)}**`);
}

/** Only web pages and files are linked, and only by a URI that VS Code itself has encoded. */
function linked(markdown: vscode.MarkdownString, text: string, link: string): void {
  const uri = vscode.Uri.parse(link);
  const safe = uri.scheme === 'http' || uri.scheme === 'file';
  markdown.appendMarkdown(safe ? `[${escaped(text)}](<${uri.toString()}>)` : escaped(text));
}

/** In one line, and every mark of Markdown escaped. `appendText` would glue all words together with `&nbsp;`. */
function escaped(text: string): string {
  return visibleText(text.replaceAll(/\s+/g, ' ').trim(), 400).replaceAll(/[!-/:-@[-`{-~]/g, '\\$&');
}
