import type { CompletionAt, FieldChoice, PodObject } from '../../engine';
import type { Translate } from '../translate';
import { supportWord } from './fieldText';

/** One suggestion, before it is VS Code's. */
export interface Suggestion {
  label: string;
  kind: 'field' | 'word' | 'object' | 'key';
  /** What becomes of it here, in a word beside the label. */
  note: string;
  detail: string;
  /** In VS Code's snippet syntax. */
  snippet: string;
  /** Among others: what is required first, what is not supported last. */
  sort: string;
  /** The editor shall ask for the value's words next. */
  asksOn: boolean;
}

/**
 * The suggestions for one place. `lineIndent`: columns before the first word of the line, which VS Code puts before each
 * further line of a snippet; `hasColon`: one stands behind the word already.
 */
export function completionItems(
  at: CompletionAt,
  objects: readonly PodObject[],
  line: { indent: number; hasColon: boolean },
  t: Translate,
): Suggestion[] {
  const fields = at.fields.map((field) => fieldSuggestion(field, at, line, t));
  const words = at.values.map((label, index) => wordSuggestion(label, 'word', '', index));
  return [...fields, ...words, ...objectSuggestions(at, objects)];
}

function fieldSuggestion(
  field: FieldChoice,
  { column, needsDash }: CompletionAt,
  { indent, hasColon }: { indent: number; hasColon: boolean },
  t: Translate,
): Suggestion {
  const word = supportWord(field.rules, t);
  const isRefused = field.rules.length === 1 && field.rules[0]?.support === 'refused';
  const value = valueSnippet(field, ' '.repeat(column - indent + (needsDash ? 2 : 0)));
  return {
    label: field.name,
    kind: 'field',
    note: word,
    detail: [field.type, field.required ? t('required') : ''].filter(Boolean).join(' — '),
    snippet: `${needsDash ? '- ' : ''}${field.name}${hasColon ? '' : `:${value}`}`,
    sort: `${field.required ? 0 : isRefused ? 2 : 1}${field.name}`,
    asksOn: field.shape === 'scalar' && !hasColon,
  };
}

/** What follows the colon; `indent` stands before each further line. */
function valueSnippet({ shape, items }: FieldChoice, indent: string): string {
  if (shape === 'scalar') return ' $0';
  if (shape === 'map') return `\n${indent}  $0`;
  const [first, ...rest] = items ?? [];
  if (first === undefined) return `\n${indent}  - $0`;
  const lines = [`- ${first}: $1`, ...rest.map((name, index) => `  ${name}: $${index + 2}`)];
  return lines.map((line) => `\n${indent}  ${line}`).join('');
}

function objectSuggestions({ objects: wanted }: CompletionAt, objects: readonly PodObject[]): Suggestion[] {
  const fitting = objects.filter(({ kind }) => kind === wanted?.kind);
  if (wanted?.name === undefined) {
    return fitting.map(({ name, kind }, index) => wordSuggestion(name, 'object', kind, index));
  }
  const keys = fitting.filter(({ name }) => name === wanted.name).flatMap(({ data }) => Object.keys(data));
  return keys.map((key, index) => wordSuggestion(key, 'key', `${wanted.kind} ${wanted.name}`, index));
}

function wordSuggestion(label: string, kind: Suggestion['kind'], detail: string, index: number): Suggestion {
  const snippet = label.replaceAll(/[\\$}]/g, '\\$&');
  return { label, kind, note: '', detail, snippet, sort: String(index).padStart(4, '0'), asksOn: false };
}
