/**
 * The line, from 1, at which a reader finds the field whose value begins at an offset: of a map or a list that begins
 * below its key, the key's.
 */
export function lineOf(text: string, offset: number): number {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  if (line.trim() !== '') return text.slice(0, offset).split('\n').length;
  const lines = text.slice(0, offset - line.length).split('\n');
  return Math.max(1, lines.findLastIndex((above) => /^[ \t]*[^ \t\r#]/.test(above)) + 1);
}
