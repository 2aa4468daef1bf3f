import type { TextRange } from '../model/finding';
import { type BlockEntry, scanBlock } from './blockEntries';
import { documentAt } from './fieldAt';
import { kindPlace } from './kindPlace';

/** One text in another's place; `range` may be empty. */
export interface TextEdit {
  range: TextRange;
  text: string;
}

/**
 * The whole lines of the field whose key stands at an offset, with all below it. Undefined where it shares its lines
 * with something else: in flow style, behind the dash of an item.
 */
export function fieldLines(text: string, offset: number): TextRange | undefined {
  const found = entryAt(text, offset);
  return found && linesOf(text, found.entry);
}

/**
 * Moves the field whose key stands at an offset to a path of its Pod: `spec.hostNetwork`. Undefined where that is not
 * one clear place: in a list, in flow style, or where such a field stands already.
 */
export function moveField(text: string, offset: number, to: string): TextEdit[] | undefined {
  const found = entryAt(text, offset);
  const lines = found && linesOf(text, found.entry);
  const steps = to.split('.');
  if (!found || !lines || to.includes('[') || steps.length < 2) return undefined;
  const { entry, entries } = found;
  const inPod = kindPlace(text, entries, entry.steps)?.inPod;
  if (!inPod) return undefined;
  const root = entry.steps.slice(0, entry.steps.length - inPod.length);
  const at = (path: readonly (string | number)[]) =>
    entries.find(({ steps }) => steps.length === path.length && path.every((step, i) => step === steps[i]));
  const owner = at([...root, ...steps.slice(0, -1)]);
  if (!owner || owner.value[0] !== owner.value[1] || at([...root, ...steps])) return undefined;
  const first = entries[entries.indexOf(owner) + 1];
  const isInside = first && first !== entry && first.steps.length > owner.steps.length;
  const column = isInside ? first.column : owner.column + 2;
  const insertAt = lineEnd(text, owner.key[1]) + 1;
  if (insertAt > lines[0] && insertAt < lines[1]) return undefined;
  const moved = indented(text.slice(...lines), column - entry.column);
  return [
    { range: [insertAt, insertAt], text: moved.endsWith('\n') ? moved : `${moved}\n` },
    { range: lines, text: '' },
  ];
}

function entryAt(text: string, offset: number): { entry: BlockEntry; entries: BlockEntry[] } | undefined {
  const document = documentAt(text, offset);
  if (!document) return undefined;
  const { entries } = scanBlock(text, document.start, document.start + document.text.length);
  const entry = entries.find(({ key }) => key[0] <= offset && offset < key[1]);
  return entry && typeof entry.steps.at(-1) === 'string' ? { entry, entries } : undefined;
}

function linesOf(text: string, { key, column }: BlockEntry): TextRange | undefined {
  const start = text.lastIndexOf('\n', key[0] - 1) + 1;
  if (text.slice(start, key[0]).trim() !== '') return undefined;
  let end = lineEnd(text, key[0]) + 1;
  for (let at = end; at < text.length; at = lineEnd(text, at) + 1) {
    const line = text.slice(at, lineEnd(text, at));
    if (line.trim() === '') continue;
    const indent = line.length - line.trimStart().length;
    const isItem = indent === column && /^\s*-(\s|$)/.test(line) && !line.startsWith('---');
    if (indent <= column && !isItem) break;
    end = lineEnd(text, at) + 1;
  }
  return [start, Math.min(end, text.length)];
}

function indented(lines: string, by: number): string {
  if (by >= 0) return lines.replaceAll(/^(?=[^\r\n])/gm, ' '.repeat(by));
  return lines.replaceAll(new RegExp(`^ {1,${-by}}`, 'gm'), '');
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
