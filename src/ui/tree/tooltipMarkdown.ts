import * as vscode from 'vscode';
import type { PodEvent, PodSnapshot } from '../../engine';
import { visibleText } from '../../webview/visibleText';
import { eventLines } from './eventLines';
import type { TreeNode } from './podNodes';
import { podTitle } from './podPresentation';
import { podState } from './podState';
import { containerTooltip, podTooltip, sandboxTooltip, type TooltipLine } from './podTooltip';

/** The tooltip of an item. Whatever comes from a manifest or from Docker goes in as escaped text. */
export function tooltipMarkdown(
  snapshot: PodSnapshot,
  node: TreeNode,
  events: readonly PodEvent[],
): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const now = Date.now();
  if (node.kind === 'pod') {
    const title = `${podTitle(snapshot.metadata)} · ${podState(snapshot).word}`;
    return markdownOf(title, podTooltip(snapshot, t), eventLines(events, now, t));
  }
  if (node.kind === 'sandbox') {
    return markdownOf(t('sandbox'), sandboxTooltip(snapshot, t), []);
  }
  const { container } = node;
  return markdownOf(
    container,
    containerTooltip(snapshot, container, t),
    eventLines(events, now, t, container),
  );
}

function markdownOf(title: string, lines: TooltipLine[], events: TooltipLine[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString('', true);
  bold(markdown, title);
  for (const line of lines) append(markdown, line);
  if (events.length > 0) markdown.appendMarkdown('\n\n---');
  for (const line of events) append(markdown, line);
  return markdown;
}

function append(markdown: vscode.MarkdownString, { label, text, link, icon }: TooltipLine): void {
  markdown.appendMarkdown(icon ? `\n\n$(${icon}) ` : '\n\n');
  bold(markdown, label);
  markdown.appendMarkdown(' ');
  if (link) linked(markdown, text, link);
  else markdown.appendMarkdown(escaped(text));
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

/**
 * In one line, every mark of Markdown escaped, and the `$` that would begin an icon, which is looked for after that.
 * `appendText` would glue all words together with `&nbsp;`.
 */
function escaped(text: string): string {
  const line = visibleText(text.replaceAll(/\s+/g, ' ').trim(), 400);
  return line.replaceAll(/[!-/:-@[-`{-~]/g, (mark) => (mark === '$' ? '&#36;' : `\\${mark}`));
}
