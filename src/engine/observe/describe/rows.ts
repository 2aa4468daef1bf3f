/** One line of a description: its cells, of which the last is as long as it likes. */
export type Row = string[];

const indent = '  ';
/** Between two columns. */
const padding = 2;
export const none = '<none>';

/** Controls, and characters that reorder text: as they stand they could rewrite what is shown, or pose as a line of it. */
const unseen = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

function visible(text: string): string {
  return text.replace(unseen, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** A line, indented by so many levels; the further lines of its last cell stand below its first. */
export function row(level: number, ...cells: string[]): Row[] {
  const last = (cells.pop() ?? '').trimEnd().split('\n').map(visible);
  const before = cells.map(visible);
  const margin = indent.repeat(level);
  return last.map((line, index) => {
    const own = index === 0 ? before : before.map(() => '');
    const [first = '', ...rest] = [...own, line];
    return [margin + first, ...rest];
  });
}

/**
 * The text of the lines. Cells that stand below each other in lines that follow each other make a column, as Go's
 * tabwriter lays out what kubectl describes: https://pkg.go.dev/text/tabwriter
 */
export function aligned(rows: readonly Row[]): string {
  const widths = rows.map((cells) => cells.map(() => 0));
  for (let column = 0; column < Math.max(...rows.map(({ length }) => length)); column++) {
    for (let from = 0; from < rows.length; from++) {
      let to = from;
      while (column + 1 < (rows[to]?.length ?? 0)) to++;
      const width = Math.max(...rows.slice(from, to).map((cells) => lengthOf(cells[column])));
      for (const own of widths.slice(from, to)) own[column] = width + padding;
      from = to;
    }
  }
  return rows.map((cells, line) => `${textOf(cells, widths[line] ?? [])}\n`).join('');
}

function textOf(cells: Row, widths: readonly number[]): string {
  return cells
    .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - lengthOf(cell))))
    .join('')
    .trimEnd();
}

function lengthOf(cell = ''): number {
  return [...cell].length;
}
