import { PlainScalar } from './plainNodes';

/** Where reading plain YAML stands. */
export interface PlainScan {
  text: string;
  /** The first character that is not read, and its column in its line: -1 at the end of the text. */
  at: number;
  column: number;
  nodes: number;
  depth: number;
}

/** Thrown where YAML is not plain; never leaves parsePlainYaml. */
export const notPlain = Symbol('not plain');

export const char = {
  lineFeed: 0x0a,
  return: 0x0d,
  space: 0x20,
  quote: 0x22,
  hash: 0x23,
  apostrophe: 0x27,
  comma: 0x2c,
  dash: 0x2d,
  colon: 0x3a,
  bracket: 0x5b,
  closingBracket: 0x5d,
  brace: 0x7b,
  closingBrace: 0x7d,
} as const;

/** Levels of nesting that are read. */
const maxDepth = 50;

/** The longest key that is read; the library's may have 1024 characters. */
const maxKey = 256;

const keyChars = tableOf(/[\w./-]/);
const notAtStart = tableOf(/[&*!|>%@`,\]}#?:[{"'\s]/);

/** Goes into a collection, or out of it. */
export function deeper(scan: PlainScan, by: 1 | -1): void {
  scan.depth += by;
  if (scan.depth > maxDepth) throw notPlain;
}

export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === char.space) at++;
  return at;
}

/** The beginning of the next line. */
export function lineAfter(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/** Whether a line ends here, or the text. */
export function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === char.lineFeed || code === char.return || at >= text.length;
}

/** Whether unquoted text can begin here. */
export function startsText(text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  if (notAtStart[first]) return false;
  // Text may begin with a dash, a list's item does with a dash and a space.
  return first !== char.dash || keyChars[text.charCodeAt(at + 1)] === 1;
}

/** The characters of an unquoted key from here on; undefined where none can begin. */
export function keyAt(text: string, from: number): PlainScalar | undefined {
  let at = from;
  if (text.charCodeAt(from) === char.dash) return undefined;
  while (keyChars[text.charCodeAt(at)] && at - from < maxKey) at++;
  return at > from ? new PlainScalar(text.slice(from, at), 'PLAIN', from, at) : undefined;
}

/** 1 for each ASCII character that a pattern finds. */
function tableOf(pattern: RegExp): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => (pattern.test(String.fromCharCode(code)) ? 1 : 0));
}
