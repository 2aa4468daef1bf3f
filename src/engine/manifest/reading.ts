import type { Alias, ParsedNode, YAMLMap, YAMLSeq } from 'yaml';
import type { Finding, FindingCode, Severity, TextRange } from '../model/finding';
import { newPlaces, type Places } from './places';

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
}

/** Nodes read per document, at least; a document of the largest size has fewer of its own. */
const leastBudget = 100_000;

export function newReading(text: string, start: number, targets: ReadonlyMap<Alias, ParsedNode>): Reading {
  const budget = leastBudget + text.length;
  return { text, start, findings: [], places: newPlaces(), targets, open: new Set(), budget };
}

/** Adds a finding, once: a node that several aliases name is read several times. */
export function report(
  reading: Pick<Reading, 'findings'>,
  code: FindingCode,
  range: TextRange,
  args: Record<string, string> = {},
  more: { severity?: Severity; path?: string } = {},
): void {
  const { severity = 'error', path } = more;
  const finding: Finding = { code, severity, range, args };
  if (path !== undefined) finding.path = path;
  reading.findings.push(finding);
}

/** A node's own text, without the spaces and comments behind it. */
export function rangeOf(reading: Reading, node: { range?: readonly number[] | null } | null): TextRange {
  const [from = 0, to = from] = node?.range ?? [];
  const limit = reading.start + reading.text.length;
  return [Math.min(reading.start + from, limit), Math.min(reading.start + to, limit)];
}

/** The first line of a node: enough to point at a whole list item. */
export function firstLineOf(reading: Reading, node: { range?: readonly number[] | null } | null): TextRange {
  const [from, to] = rangeOf(reading, node);
  const lineEnd = reading.text.slice(from - reading.start, to - reading.start).search(/\s*(?:\r?\n|$)/);
  return [from, lineEnd < 0 ? to : from + lineEnd];
}
