/** One document of a stream: its text from the `---` line that opens it, and where that stands. */
export interface DocumentText {
  /** Offset of `text` in the stream. */
  start: number;
  text: string;
}

const marker = /^---(?=[ \t\r\n]|$)/gm;
const onlyDirectives = /^(?:\uFEFF|[ \t\r]*(?:[%#][^\n]*)?\n)*$/;
const onlyComments = /^(?:---)?(?:[ \t\r\n]|#[^\n]*(?:\n|$))*$/;

/**
 * Splits a stream at its `---` lines before any parsing, as `kubectl` does, so that a mistake in one document stays
 * in that document. Documents with nothing but comments in them are left out.
 */
export function splitDocuments(text: string): DocumentText[] {
  const starts = [...text.matchAll(marker)].map((match) => match.index);
  if (opensWithDirectives(text, starts[0])) starts[0] = 0;
  else starts.unshift(0);
  const documents: DocumentText[] = [];
  starts.forEach((start, index) => {
    const part = text.slice(start, starts[index + 1]);
    if (!onlyComments.test(part)) documents.push({ start, text: part });
  });
  return documents;
}

/** `%YAML` lines belong to the document behind the `---` that follows them. */
function opensWithDirectives(text: string, firstMarker: number | undefined): boolean {
  const head = text.slice(0, firstMarker ?? 0);
  return onlyDirectives.test(head) && /^%/m.test(head);
}
