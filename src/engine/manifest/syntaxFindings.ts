import { type ErrorCode, isCollection, isPair, isScalar, type YAMLError } from 'yaml';
import type { Finding } from '../model/finding';
import type { RuleName } from '../model/rules';
import type { YamlDocument } from './parseYaml';
import { type Reading, rangeOf, report, visible } from './reading';

/** The first mistake in a document's YAML, and the first character that may not stand in it. */
export function syntaxFindings(reading: Reading, yaml: YamlDocument): Finding[] {
  const found = { findings: [] as Finding[] };
  const [error] = yaml.errors;
  if (error) {
    const rule = brokenRule(error);
    const at = placeOf(rule, error, yaml, reading.text);
    const range = rangeOf(reading, { range: clamp(at, reading.text) });
    report(found, 'yaml-syntax', visible(reading, range), { rule });
  }
  const control = reading.text.search(controlCharacter);
  if (control >= 0) {
    const code = reading.text.charCodeAt(control).toString(16).toUpperCase().padStart(4, '0');
    const at = reading.start + control;
    report(found, 'control-character', [at, at + 1], { character: `U+${code}` });
  }
  return found.findings;
}

/** go-yaml refuses them, but for a carriage return alone: a line ends there for it, and nowhere for this library. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controlCharacter = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)/;

const rulesOfCodes: Partial<Record<ErrorCode, RuleName>> = {
  BAD_DQ_ESCAPE: 'yaml-escape',
  BAD_INDENT: 'yaml-indent',
  BAD_SCALAR_START: 'yaml-start',
  BLOCK_AS_IMPLICIT_KEY: 'yaml-nested',
  BLOCK_IN_FLOW: 'yaml-block-in-flow',
  MULTILINE_IMPLICIT_KEY: 'yaml-key-line',
  MULTIPLE_ANCHORS: 'yaml-anchors',
  MULTIPLE_TAGS: 'yaml-anchors',
  TAB_AS_INDENT: 'yaml-tab',
  UNEXPECTED_TOKEN: 'yaml-unexpected',
};

/** Several mistakes share a code of the library's; its English tells them apart, and is shown to nobody. */
const rulesOfMessages: [RegExp, RuleName][] = [
  [/^Missing closing/, 'yaml-quote'],
  [/end with a [\]}]/, 'yaml-bracket'],
  [/^Missing ,/, 'yaml-comma'],
  [/^Implicit map keys need/, 'yaml-colon'],
  [/^Sequence item without/, 'yaml-dash'],
];

function brokenRule({ code, message }: YAMLError): RuleName {
  const told = rulesOfMessages.find(([pattern]) => pattern.test(message))?.[1];
  return told ?? rulesOfCodes[code] ?? 'yaml-other';
}

/** Where to look: the library says where it noticed. */
function placeOf(rule: RuleName, { pos }: YAMLError, yaml: YamlDocument, text: string): [number, number] {
  if (rule === 'yaml-quote') return openQuote(yaml.contents) ?? pos;
  if (rule !== 'yaml-dash' && rule !== 'yaml-indent') return pos;
  const next = text.slice(pos[0]).search(/\S/);
  return next > 0 ? [pos[0] + next, pos[0] + next + 1] : pos;
}

/** An open quote takes all that follows: it begins the last scalar there is. */
function openQuote(root: unknown): [number, number] | undefined {
  let node = root;
  while (isCollection(node) || isPair(node)) {
    node = isPair(node) ? (node.value ?? node.key) : node.items.at(-1);
  }
  const from = isScalar(node) ? node.range?.[0] : undefined;
  return from === undefined ? undefined : [from, from + 1];
}

/** An error at the end of the text has nothing to stand on: it moves to the last character. */
function clamp([from, to]: readonly [number, number], text: string): [number, number] {
  const start = Math.max(0, Math.min(from, text.length - 1));
  return [start, Math.max(start + 1, Math.min(to, text.length))];
}
