import type { TextRange } from '../model/finding';

/** One `key: value` or list item of a text in YAML's block style, as its lines and indentation show it. */
export interface BlockEntry {
  /** Keys and indexes from the document's root to this entry. */
  steps: (string | number)[];
  /** Of its key, or of the dash of an item, in its line. */
  column: number;
  /** The key; of an item, its dash. */
  key: TextRange;
  /** What stands behind the colon or the dash in the same line, without a comment; of an item with a key, nothing. */
  value: TextRange;
}

/** The entries of one document up to an offset, and what the line of that offset stands in. */
export interface BlockScan {
  entries: BlockEntry[];
  /** Entries that are still open at the end: the outermost first. */
  open: BlockEntry[];
  /** A `|` or `>` stands open: what is written behind this column is its text. -1: none does. */
  textColumn: number;
}

const keyPattern =
  /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"'[\]{},:&*!|>%@`-][^\s:]*|-[^\s:]+)[ \t]*:(?=[ \t\r]|$)/;
const blockText = /^(?:[&!]\S+[ \t]+)*[|>][-+\d]*$/;

/**
 * Reads the document's lines by their indentation alone, from `start` to `end`: it goes on behind a mistake where a
 * parser gives up, and knows nothing of flow style. Offsets are of `text`.
 */
export function scanBlock(text: string, start: number, end: number): BlockScan {
  const scan: BlockScan = { entries: [], open: [], textColumn: -1 };
  for (let at = start; at < end; ) {
    const lineEnd = endOfLine(text, at, end);
    const line = text.slice(at, lineEnd).replace(/\r$/, '');
    const indent = line.length - line.trimStart().length;
    const isBlank = indent === line.length;
    const isText = scan.textColumn >= 0 && indent > scan.textColumn;
    if (!isBlank && !isText) {
      scan.textColumn = -1;
      if (line[indent] !== '#' && !line.startsWith('---')) scan.textColumn = scanLine(scan, line, at);
    }
    at = lineEnd + 1;
  }
  return scan;
}

/** The innermost entry that a key at this column of the next line belongs to. */
export function ownerAt({ open }: Pick<BlockScan, 'open'>, column: number): BlockEntry | undefined {
  return open.findLast((entry) => entry.column < column);
}

/** Gives the column that the lines of a block text begin behind, where the line opens one; else -1. */
function scanLine(scan: BlockScan, line: string, lineStart: number): number {
  let column = line.length - line.trimStart().length;
  let owner = column;
  while (/^-(?:[ \t]|$)/.test(line.slice(column))) {
    const index = closeForItem(scan, column);
    add(scan, column, index, [lineStart + column, lineStart + column + 1], [0, 0]);
    owner = column;
    column += 1;
    while (/[ \t]/.test(line[column] ?? '')) column++;
  }
  const key = keyPattern.exec(line.slice(column))?.[1];
  const from = key === undefined ? column : line.indexOf(':', column + key.length) + 1;
  const value = withoutComment(line, from);
  const range: TextRange = [lineStart + value[0], lineStart + value[1]];
  if (key !== undefined) {
    close(scan, column);
    add(scan, column, unquoted(key), [lineStart + column, lineStart + column + key.length], range);
    owner = column;
  } else {
    const item = scan.open.at(-1);
    if (item && typeof item.steps.at(-1) === 'number' && item.column === owner && owner < column)
      item.value = range;
  }
  return blockText.test(line.slice(...value)) ? owner : -1;
}

function add(scan: BlockScan, column: number, step: string | number, key: TextRange, value: TextRange): void {
  const entry: BlockEntry = { steps: [...(scan.open.at(-1)?.steps ?? []), step], column, key, value };
  scan.entries.push(entry);
  scan.open.push(entry);
}

function close(scan: BlockScan, column: number): void {
  while ((scan.open.at(-1)?.column ?? -1) >= column) scan.open.pop();
}

/** Closes what an item at this column ends, and gives its index. */
function closeForItem(scan: BlockScan, column: number): number {
  let index = 0;
  for (let last = scan.open.at(-1); last && last.column >= column; last = scan.open.at(-1)) {
    const step = last.steps.at(-1);
    if (last.column === column && typeof step === 'string') break;
    if (last.column === column && typeof step === 'number') index = step + 1;
    scan.open.pop();
  }
  return index;
}

function withoutComment(line: string, from: number): [number, number] {
  const rest = line.slice(from);
  const quoted = /^\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(rest)?.[0].length ?? 0;
  const comment = /(^|[ \t])#/.exec(rest.slice(quoted));
  const kept = comment ? rest.slice(0, quoted + comment.index) : rest;
  const start = from + (kept.length - kept.trimStart().length);
  return [start, Math.max(start, from + kept.trimEnd().length)];
}

function unquoted(key: string): string {
  return /^["']/.test(key) ? key.slice(1, -1) : key;
}

function endOfLine(text: string, from: number, end: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 || at > end ? end : at;
}
