import { Composer, type Document, Lexer, type ParsedNode, Parser, type YAMLError } from 'yaml';

export interface ParsedYaml {
  documents: Document.Parsed<ParsedNode>[];
  /** Where the text nests deeper than `maxDepth`; nothing was parsed then. */
  tooDeepAt?: number;
}

/**
 * Levels of nesting that are read. go-yaml allows 10,000, which would overflow the stack of a recursive reader; the
 * deepest field of a Pod stands at level 15.
 */
export const maxDepth = 250;

const options = {
  // Every scalar stays text: resolveScalar reads it as Kubernetes does, which no schema of this library matches.
  schema: 'failsafe',
  // Its check compares each key with all others; ours takes linear time.
  uniqueKeys: false,
  prettyErrors: false,
  strict: false,
  logLevel: 'silent',
} as const;

/** Parses one document's text; syntax errors stand in `documents[].errors`, with offsets into this text. */
export function parseYaml(text: string): ParsedYaml {
  const parser = new Parser();
  const composer = new Composer<ParsedNode, true>(options);
  const documents: Document.Parsed<ParsedNode>[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    if (parser.stack.length > maxDepth) return { documents: [], tooDeepAt: parser.offset };
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end());
  return { documents };
}

/** The first error that go-yaml would report too. */
export function firstSyntaxError(document: Document.Parsed<ParsedNode>, text: string): YAMLError | undefined {
  return document.errors.find((error) => !isTolerated(error, text));
}

/** go-yaml reads `\'` in double quotes, and flow collections that end left of their parent. */
function isTolerated(error: YAMLError, text: string): boolean {
  if (error.code === 'BAD_DQ_ESCAPE') return text.startsWith("\\'", error.pos[0]);
  return error.code === 'BAD_INDENT' && /[\]}]/.test(text[error.pos[0]] ?? '');
}
