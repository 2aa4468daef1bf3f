import type { ParsedNode } from 'yaml';
import { readFlow, readQuoted } from './plainFlow';
import { PlainMap, type PlainNode, PlainPair, PlainScalar, PlainSeq } from './plainNodes';
import {
  char,
  deeper,
  isLineEnd,
  keyAt,
  lineAfter,
  notPlain,
  type PlainScan,
  skipSpaces,
  startsText,
} from './plainScan';

/** Tabs, control characters, byte order marks and lone carriage returns: none of them is plain. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unusual = /[\0-\x09\x0b\x0c\x0e-\x1f\x7f\uFEFF]|\r(?!\n)/;

export interface PlainYaml {
  contents: ParsedNode;
  /** Keys, values and items, each counted. */
  nodes: number;
}

/**
 * Reads a document that is written plainly, as nearly all manifests are: maps and lists by indentation, scalars and
 * `[…]` or `{…}` on one line each, no anchor, tag, escape or block scalar. The tree is the one that the YAML library
 * makes, in a tenth of its time. Undefined for all else, every mistake included: that is the library's to read.
 */
export function parsePlainYaml(text: string): PlainYaml | undefined {
  if (unusual.test(text)) return undefined;
  const scan: PlainScan = { text, at: 0, column: -1, nodes: 0, depth: 0 };
  try {
    toLine(scan, text.startsWith('---') ? endOfLine(scan, 3) : 0);
    const contents = readBlock(scan);
    return scan.column < 0 ? { contents: contents as unknown as ParsedNode, nodes: scan.nodes } : undefined;
  } catch (error) {
    if (error === notPlain) return undefined;
    throw error;
  }
}

/** Goes to the first character of the next line that has something, comments aside; column -1 where there is none. */
function toLine(scan: PlainScan, from: number): void {
  const { text } = scan;
  for (let start = from; start < text.length; ) {
    const at = skipSpaces(text, start);
    const first = text.charCodeAt(at);
    if (at === text.length) break;
    if (first === char.lineFeed || first === char.return || first === char.hash) start = lineAfter(text, at);
    else {
      scan.at = at;
      scan.column = at - start;
      return;
    }
  }
  scan.at = text.length;
  scan.column = -1;
}

/** Where the line ends, its line break included; behind a value there may be a comment, and nothing else. */
function endOfLine({ text }: PlainScan, from: number): number {
  const at = skipSpaces(text, from);
  if (isLineEnd(text, at)) return lineAfter(text, at);
  if (text.charCodeAt(at) === char.hash && at > from) return lineAfter(text, at);
  throw notPlain;
}

/** A map or a list that begins where the scan is. */
function readBlock(scan: PlainScan): PlainNode {
  if (isDash(scan, scan.at)) return readSeq(scan, scan.column);
  const key = readKey(scan, scan.at);
  if (!key) throw notPlain;
  return readMap(scan, scan.column, key);
}

/** A map whose keys begin at a column; the first of them is read. */
function readMap(scan: PlainScan, column: number, first: PlainScalar): PlainMap {
  deeper(scan, 1);
  const map = new PlainMap(first.range[0]);
  for (let key: PlainScalar | undefined = first; ; key = readKey(scan, scan.at)) {
    if (!key) throw notPlain;
    const value = readValue(scan, column, key.range[1] + 1, true);
    map.items.push(new PlainPair(key, value));
    scan.nodes += 2;
    map.range[1] = map.range[2] = value.range[2];
    if (scan.column !== column) break;
  }
  if (scan.column > column) throw notPlain;
  deeper(scan, -1);
  return map;
}

/** A list whose dashes stand at a column; the scan is at the first. */
function readSeq(scan: PlainScan, column: number): PlainSeq {
  deeper(scan, 1);
  const seq = new PlainSeq(scan.at);
  while (scan.column === column && isDash(scan, scan.at)) {
    const item = readItem(scan, column);
    seq.items.push(item);
    scan.nodes++;
    seq.range[1] = seq.range[2] = item.range[2];
  }
  if (scan.column > column) throw notPlain;
  deeper(scan, -1);
  return seq;
}

/** An item may begin a list or a map on the dash's own line. */
function readItem(scan: PlainScan, column: number): PlainNode {
  const from = scan.at + 1;
  const at = skipSpaces(scan.text, from);
  const inner = column + at - scan.at;
  if (isDash(scan, at)) {
    scan.at = at;
    scan.column = inner;
    return readSeq(scan, inner);
  }
  const key = readKey(scan, at);
  return key ? readMap(scan, inner, key) : readValue(scan, column, from, false);
}

/**
 * What stands behind a colon or a dash: on the same line, or below it and further to the right; a list of a key may
 * begin right below it. Leaves the scan at the line that follows.
 */
function readValue(scan: PlainScan, column: number, from: number, ofKey: boolean): PlainNode {
  const { text } = scan;
  const at = skipSpaces(text, from);
  const isBelow = isLineEnd(text, at) || (text.charCodeAt(at) === char.hash && at > from);
  const value = isBelow ? new PlainScalar('', 'PLAIN', at, at) : readInline(scan, at);
  const end = isBelow ? lineAfter(text, at) : endOfLine(scan, value.range[1]);
  toLine(scan, end);
  if (isBelow) {
    const isBlock = scan.column > column || (ofKey && scan.column === column && isDash(scan, scan.at));
    return isBlock ? readBlock(scan) : value;
  }
  // A line further to the right goes on with the text, or is a mistake.
  if (scan.column > column) throw notPlain;
  value.range[2] = end;
  return value;
}

function readInline(scan: PlainScan, at: number): PlainNode {
  const { text } = scan;
  const first = text.charCodeAt(at);
  if (first === char.quote || first === char.apostrophe) return readQuoted(text, at);
  if (first === char.bracket || first === char.brace) return readFlow(scan, at);
  return readText(text, at);
}

/** Unquoted text up to the end of its line or a comment. */
function readText(text: string, from: number): PlainScalar {
  if (!startsText(text, from)) throw notPlain;
  let end = from;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === char.lineFeed || code === char.return) break;
    if (code === char.hash && at > end) break;
    if (code === char.colon && isBlank(text, at + 1)) throw notPlain;
    if (code !== char.space) end = at + 1;
  }
  return new PlainScalar(text.slice(from, end), 'PLAIN', from, end);
}

/** A key with its colon; undefined where something else begins. */
function readKey({ text }: PlainScan, at: number): PlainScalar | undefined {
  const first = text.charCodeAt(at);
  const isQuoted = first === char.quote || first === char.apostrophe;
  const key = isQuoted ? readQuoted(text, at) : keyAt(text, at);
  const end = key?.range[1] ?? at;
  return text.charCodeAt(end) === char.colon && isBlank(text, end + 1) ? key : undefined;
}

function isDash({ text }: PlainScan, at: number): boolean {
  return text.charCodeAt(at) === char.dash && isBlank(text, at + 1);
}

function isBlank(text: string, at: number): boolean {
  return text.charCodeAt(at) === char.space || isLineEnd(text, at);
}
