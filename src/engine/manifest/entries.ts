import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { TextRange } from '../model/finding';
import { firstLineOf, type Reading, rangeOf, report } from './reading';
import { resolveScalar } from './resolveScalar';

/** One key of a map with its value, merged keys included. */
export interface Entry {
  key: string;
  keyRange: TextRange;
  /** Null where nothing stands behind the colon. */
  value: Node | null;
}

/** The node itself, or what the alias stands for; null, with a finding, where that is nothing. */
export function follow(reading: Reading, node: unknown): Node | null {
  reading.budget--;
  if (!isAlias(node)) return (node as Node | null) ?? null;
  const target = reading.targets.get(node);
  if (!target) {
    // In a Secret it may be a password that begins with an asterisk.
    const args: Record<string, string> = reading.isSecret ? {} : { name: node.source };
    report(reading, 'alias-unknown', rangeOf(reading, node), args);
  }
  return target ?? null;
}

/**
 * The entries of a map as Kubernetes reads them: keys of any scalar type as text, `<<` merged in where the map itself
 * does not have the key. A key that stands twice is a finding, and the last one counts.
 */
export function entriesOf(reading: Reading, map: YAMLMap): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const merged: (Node | null)[] = [];
  for (const pair of map.items as Pair<unknown, Node | null>[]) {
    const keyNode = follow(reading, pair.key);
    if (isMergeKey(keyNode)) merged.push(pair.value);
    else addEntry(reading, entries, keyNode, pair);
  }
  for (const source of merged) mergeInto(reading, entries, source);
  return entries;
}

function addEntry(
  reading: Reading,
  entries: Map<string, Entry>,
  keyNode: Node | null,
  pair: Pair<unknown, Node | null>,
): void {
  const keyRange = firstLineOf(reading, (pair.key as Node | null) ?? keyNode);
  const key = isScalar(keyNode) ? resolveScalar(keyNode, reading.text) : null;
  if (key === null) {
    report(reading, 'bad-key', keyRange);
    return;
  }
  const name = String(key);
  if (entries.has(name)) report(reading, 'duplicate-field', keyRange, { field: name });
  entries.set(name, { key: name, keyRange, value: pair.value });
}

function isMergeKey(node: Node | null): boolean {
  return isScalar(node) && node.type === 'PLAIN' && node.source === '<<';
}

/** Earlier maps of a merged list win over later ones. */
function mergeInto(reading: Reading, entries: Map<string, Entry>, source: Node | null): void {
  const node = follow(reading, source);
  if (reading.budget < 0) return;
  if (isSeq(node)) {
    for (const item of node.items) {
      const map = follow(reading, item);
      if (isMap(map)) mergeMap(reading, entries, map);
    }
  } else if (isMap(node)) mergeMap(reading, entries, node);
}

function mergeMap(reading: Reading, entries: Map<string, Entry>, map: YAMLMap): void {
  if (reading.open.has(map)) {
    report(reading, 'alias-loop', firstLineOf(reading, map));
    return;
  }
  reading.open.add(map);
  for (const [key, entry] of entriesOf(reading, map)) if (!entries.has(key)) entries.set(key, entry);
  reading.open.delete(map);
}

/** What kind of value a node is, in the words of a finding. */
export function nodeType(node: Node | null, value?: unknown): string {
  if (isMap(node)) return 'a map';
  if (isSeq(node)) return 'a list';
  if (value === null || node === null) return 'null';
  return typeof value === 'number' ? 'a number' : `a ${typeof value}`;
}
