import type { Alias, ParsedNode, YAMLMap, YAMLSeq } from 'yaml';
import type { Finding, FindingCode, Severity, TextRange } from '../model/finding';
import { newPlaces, type Places } from './places';
import type { DocumentText } from './splitDocuments';

/** What the steps of reading one document share. */
export interface Reading {
  /** The document's text, and where it begins in the manifest. */
  text: string;
  start: number;
  findings: Finding[];
  places: Places;
  targets: ReadonlyMap<Alias, ParsedNode>;
  /** Collections being read: one that comes again inside itself is an alias loop. */
  open: Set<YAMLMap | YAMLSeq>;
  /** Nodes that may still be read; aliases can make a small text stand for billions of them. */
  budget: number;
  /** No finding quotes a value. */
  isSecret?: boolean;
  /** Suggestions that may still be looked for. */
  suggestions: number;
}

/** Nodes that aliases may add to those of a document's own text. */
const maxAliased = 50_000;

/** Characters of the manifest's text that a finding quotes. */
const maxQuoted = 200;

/** Misspelt words of one document that a suggestion is looked for. */
const maxSuggestions = 50;

/** What to begin reading a document with; `tokens` is how many its text has. */
export function newReading(
  { text, start }: DocumentText,
  tokens: number,
  targets: ReadonlyMap<Alias, ParsedNode>,
): Reading {
  const budgets = { budget: tokens + maxAliased, suggestions: maxSuggestions };
  return { text, start, findings: [], places: newPlaces(), targets, open: new Set(), ...budgets };
}

/** Adds a finding, an error unless it says otherwise. */
export function report(
  reading: Pick<Reading, 'findings'>,
  code: FindingCode,
  range: TextRange,
  args: Record<string, string> = {},
  more: { severity?: Severity; path?: string } = {},
): void {
  const { severity = 'error', path } = more;
  const finding: Finding = { code, severity, range, args: {} };
  for (const [name, value] of Object.entries(args)) finding.args[name] = clip(value);
  if (path !== undefined) {
    finding.path = path;
    finding.args.path = clip(path);
  }
  reading.findings.push(finding);
}

/** A sentence quotes what is written, but no pages of it. */
function clip(text: string): string {
  return text.length <= maxQuoted ? text : `${text.slice(0, maxQuoted - 1)}…`;
}

interface Ranged {
  range?: readonly number[] | null;
}

/** A node's own text, without the spaces and comments behind it. */
export function rangeOf({ text, start }: Reading, node: Ranged | null): TextRange {
  const range = node?.range;
  const from = range?.[0] ?? 0;
  const to = range?.[1] ?? from;
  return [start + Math.min(from, text.length), start + Math.min(to, text.length)];
}

/** The first line of a node: enough to point at a whole list item. Of an empty one, the character before it. */
export function firstLineOf(reading: Reading, node: Ranged | null): TextRange {
  const range = rangeOf(reading, node);
  const from = range[0];
  if (from === range[1]) return visible(reading, range);
  const { text, start } = reading;
  const lineEnd = text.indexOf('\n', from - start);
  let to = lineEnd < 0 ? range[1] : Math.min(range[1], start + lineEnd);
  while (to > from && isSpace(text.charCodeAt(to - start - 1))) to--;
  return from === to ? visible(reading, range) : [from, to];
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d;
}

/** A range without a visible character moves back to the one before it. */
export function visible({ text, start }: Reading, [from, to]: TextRange): TextRange {
  const covered = text.slice(from - start, to - start);
  if (covered.trim() !== '' || covered.includes('\t')) return [from, to];
  const before = text.slice(0, from - start).trimEnd().length;
  return [start + Math.max(0, before - 1), start + Math.max(1, before)];
}
