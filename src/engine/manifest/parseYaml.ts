import { Composer, type Document, Lexer, type ParsedNode, Parser } from 'yaml';
import { parsePlainYaml } from './plainYaml';

export type YamlDocument = Pick<Document.Parsed<ParsedNode>, 'contents' | 'errors'>;

export interface ParsedYaml {
  /** One, unless `...` ends it and more follows. */
  documents: YamlDocument[];
  /** Where the text nests deeper than `maxDepth`; nothing was parsed then. */
  tooDeepAt?: number;
  /** There are more tokens than `budget.tokens` allowed; nothing was parsed then. */
  isTooMuch?: boolean;
}

/**
 * Levels of nesting that are read. go-yaml allows 10,000, which would overflow the stack of a recursive reader; the
 * deepest field of a Pod stands at level 15.
 */
export const maxDepth = 250;

/** Errors kept of one document; garbage can have one in each character, and each costs a stack trace. */
const maxErrors = 10;

/** How the library reads here. */
export const parserOptions = {
  // Every scalar stays text: resolveScalar reads it as Kubernetes does, which no schema of this library matches.
  schema: 'failsafe',
  // Its check compares each key with all others; ours takes linear time.
  uniqueKeys: false,
  prettyErrors: false,
  strict: false,
  logLevel: 'silent',
} as const;

/** Tokens that the library's lexer makes for a scalar with what is around it. */
const tokensOfNode = 4;

/**
 * Parses one document's text; syntax errors stand in `documents[].errors`, with offsets into this text.
 * Takes the text's tokens off `budget`.
 */
export function parseYaml(text: string, budget: { tokens: number }): ParsedYaml {
  const plain = parsePlainYaml(text);
  if (!plain) return parseAnyYaml(text, budget);
  budget.tokens -= plain.nodes * tokensOfNode;
  return budget.tokens < 0
    ? { documents: [], isTooMuch: true }
    : { documents: [{ contents: plain.contents, errors: [] }] };
}

/** parseYaml by the YAML library alone. */
export function parseAnyYaml(text: string, budget: { tokens: number }): ParsedYaml {
  const parser = new Parser();
  const composer = new Composer<ParsedNode, true>(parserOptions);
  const errors = limitErrors(composer, text);
  const documents: YamlDocument[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    if (--budget.tokens < 0) return { documents: [], isTooMuch: true };
    if (parser.stack.length > maxDepth) return { documents: [], tooDeepAt: parser.offset };
    // Of what follows a `...` it matters only that it is there.
    if (documents.length > 1) return { documents };
    for (const token of parser.next(lexeme)) {
      if (token.type !== 'error' || ++errors.count <= maxErrors) documents.push(...composer.next(token));
    }
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end());
  return { documents };
}

type ErrorSource = number | readonly [number, number] | { offset: number };
type OnError = (source: ErrorSource, code: string, message: string, warning?: boolean) => void;

/**
 * Drops warnings, errors that go-yaml does not know, and all errors behind the first few. The composer's way to note
 * errors is private; were it renamed, garbage would only take longer.
 */
function limitErrors(composer: Composer<ParsedNode, true>, text: string): { count: number } {
  const errors = { count: 0 };
  const inner = composer as unknown as { onError: OnError };
  const { onError } = inner;
  inner.onError = (source, code, message, warning) => {
    // go-yaml reads \' in double quotes as an apostrophe.
    const tolerated =
      code === 'BAD_DQ_ESCAPE' && typeof source === 'number' && text.startsWith("\\'", source);
    if (!warning && !tolerated && ++errors.count <= maxErrors) onError(source, code, message);
  };
  return errors;
}
