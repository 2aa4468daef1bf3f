/** Controls and the characters that reorder text: shown as they stand, they would let one name pose as another. */
const unseen = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * Text from a manifest or from Docker as it may be shown in one line: unseen characters as `\u{202e}`, and what is
 * longer than `maxLength` UTF-16 units cut in the middle.
 */
export function visibleText(text: string, maxLength = 120): string {
  const short = text.length > maxLength ? cutMiddle(text, maxLength) : text;
  return short.replace(unseen, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

function cutMiddle(text: string, maxLength: number): string {
  const head = Math.ceil((maxLength - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (maxLength - 1 - head))}`;
}
