import { parseDocument, Scalar } from 'yaml';

export type ScalarValue = string | number | boolean | null;

const named = new Map<string, boolean | null | number>([
  ...words('y Y yes Yes YES true True TRUE on On ON', true),
  ...words('n N no No NO false False FALSE off Off OFF', false),
  ...words('~ null Null NULL', null),
  ['', null],
  ...words('.nan .NaN .NAN', Number.NaN),
  ...words('.inf .Inf .INF +.inf +.Inf +.INF', Number.POSITIVE_INFINITY),
  ...words('-.inf -.Inf -.INF', Number.NEGATIVE_INFINITY),
]);
const integer = /^([+-]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/;
const float = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;
const textTags = new Set(['!', 'tag:yaml.org,2002:str']);
const readTags = new Set(['bool', 'int', 'float', 'null', 'timestamp'].map((t) => `tag:yaml.org,2002:${t}`));

/**
 * The value of a scalar of `document` (its whole text) as Kubernetes' go-yaml v2 resolves it: YAML 1.1's booleans, octal `0600`, timestamps as text.
 * Source: https://github.com/kubernetes-sigs/yaml/blob/master/goyaml.v2/resolve.go
 */
export function resolveScalar(scalar: Scalar, document: string): ScalarValue {
  const text = scalar.source ?? String(scalar.value ?? '');
  const { tag, type } = scalar;
  if (tag === 'tag:yaml.org,2002:binary') return Buffer.from(text, 'base64').toString();
  if (tag === undefined) {
    if (type === Scalar.PLAIN) return resolvePlain(text);
    return type === Scalar.QUOTE_DOUBLE ? unescapeApostrophes(scalar, text, document) : text;
  }
  return !textTags.has(tag) && readTags.has(tag) ? resolvePlain(text) : text;
}

/** The value of an unquoted scalar. */
export function resolvePlain(text: string): ScalarValue {
  const known = named.get(text);
  if (known !== undefined) return known;
  if (!/^[-+.\d]/.test(text)) return text;
  return resolveNumber(text.startsWith('.') ? text : text.replaceAll('_', '')) ?? text;
}

function resolveNumber(text: string): number | undefined {
  const match = integer.exec(text);
  if (match) {
    const [, sign, digits = ''] = match;
    // Number() reads 0x, 0b and 0o, but takes 0600 for decimal.
    const value = Number(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
    return sign === '-' && value !== 0 ? -value : value;
  }
  return float.test(text) ? Number(text) : undefined;
}

/** The parser leaves `\\'` as it stands, where go-yaml reads an apostrophe. */
function unescapeApostrophes(scalar: Scalar, text: string, document: string): string {
  if (!text.includes("\\'") || !scalar.range) return text;
  const raw = document.slice(scalar.range[0], scalar.range[1]);
  return String(parseDocument(raw.replace(/\\./gs, (pair) => (pair === "\\'" ? "'" : pair))).toJS());
}

function words<T>(list: string, value: T): [string, T][] {
  return list.split(' ').map((word) => [word, value]);
}
