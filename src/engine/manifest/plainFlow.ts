import { PlainMap, type PlainNode, PlainPair, PlainScalar, PlainSeq } from './plainNodes';
import { char, deeper, isLineEnd, notPlain, type PlainScan, skipSpaces, startsText } from './plainScan';

/** `[…]` or `{…}` that begins and ends on one line. */
export function readFlow(scan: PlainScan, from: number): PlainMap | PlainSeq {
  deeper(scan, 1);
  const { text } = scan;
  const isMap = text.charCodeAt(from) === char.brace;
  const closing = isMap ? char.closingBrace : char.closingBracket;
  const node = isMap ? new PlainMap(from) : new PlainSeq(from);
  let at = skipSpaces(text, from + 1);
  while (text.charCodeAt(at) !== closing) {
    const end = node instanceof PlainMap ? readPair(scan, at, node) : readMember(scan, at, node);
    at = skipSpaces(text, end);
    if (text.charCodeAt(at) === char.comma) at = skipSpaces(text, at + 1);
    else if (text.charCodeAt(at) !== closing) throw notPlain;
  }
  node.range[1] = node.range[2] = at + 1;
  deeper(scan, -1);
  return node;
}

function readMember(scan: PlainScan, at: number, seq: PlainSeq): number {
  const item = readValue(scan, at);
  seq.items.push(item);
  scan.nodes++;
  return item.range[1];
}

function readPair(scan: PlainScan, at: number, map: PlainMap): number {
  const { text } = scan;
  const key = readScalar(text, at);
  const colon = key.range[1];
  if (text.charCodeAt(colon) !== char.colon) throw notPlain;
  // As in JSON: behind a quoted key the value may follow at once.
  if (key.type === 'PLAIN' && text.charCodeAt(colon + 1) !== char.space) throw notPlain;
  const value = readValue(scan, skipSpaces(text, colon + 1));
  map.items.push(new PlainPair(key, value));
  scan.nodes += 2;
  return value.range[1];
}

function readValue(scan: PlainScan, at: number): PlainNode {
  const first = scan.text.charCodeAt(at);
  return first === char.bracket || first === char.brace ? readFlow(scan, at) : readScalar(scan.text, at);
}

function readScalar(text: string, at: number): PlainScalar {
  const first = text.charCodeAt(at);
  return first === char.quote || first === char.apostrophe ? readQuoted(text, at) : readText(text, at);
}

/** Unquoted text inside of a flow collection. */
function readText(text: string, from: number): PlainScalar {
  if (!startsText(text, from)) throw notPlain;
  let end = from;
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at);
    if (code === char.comma || code === char.closingBracket || code === char.closingBrace) break;
    if (code === char.colon && endsKey(text, at + 1)) break;
    if (code === char.bracket || code === char.brace || isLineEnd(text, at)) throw notPlain;
    if (code === char.hash && at > end) throw notPlain;
    if (code !== char.space) end = at + 1;
  }
  return new PlainScalar(text.slice(from, end), 'PLAIN', from, end);
}

function endsKey(text: string, at: number): boolean {
  return isLineEnd(text, at) || ' ,[]{}'.includes(text.charAt(at));
}

/** Quoted text on one line, without an escape. */
export function readQuoted(text: string, from: number): PlainScalar {
  const quote = text.charAt(from);
  const isDouble = quote === '"';
  const end = text.indexOf(quote, from + 1);
  const source = text.slice(from + 1, Math.max(end, from + 1));
  const isEscaped = isDouble ? source.includes('\\') : text.charAt(end + 1) === quote;
  if (end < 0 || isEscaped || source.includes('\n')) throw notPlain;
  return new PlainScalar(source, isDouble ? 'QUOTE_DOUBLE' : 'QUOTE_SINGLE', from, end + 1);
}
