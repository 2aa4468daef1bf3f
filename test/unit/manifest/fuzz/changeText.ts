import type { Random } from '../../support/random';

const pieces = [
  ...['\0', '\t', '\n', '\r\n', '\r', '\uFEFF', '  ', ': ', '- ', '? ', '[', ']', '{', '}', ',', '&a ', '*a'],
  ...['<<: *a', '"', "'", '|', '>', '#', '!!int ', '!!binary ', '!x ', '%', '---\n', '...\n', '~', 'null'],
  ...['__proto__', '\ud800', '0600', 'constructor: 1', '99999999999999999999', '.nan', 'yes', '\\', '@', '`'],
  ...[
    '- - - ',
    'kind: Pod\n',
    '🙂',
    '\x85',
    '\u2028',
    '>-\n',
    '|+2\n',
    '%YAML 1.2\n---\n',
    '=',
    '1_000',
    '0x1F',
  ],
];

/** A few random cuts, doublings and splices of characters and lines. */
export function changeText(text: string, random: Random): string {
  let changed = text;
  for (let left = 1 + random.below(5); left > 0; left--) changed = changeOnce(changed, random);
  return changed;
}

function changeOnce(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const length = random.below(12);
  const splice = (bit: string, cut: number) => text.slice(0, at) + bit + text.slice(at + cut);
  switch (random.below(8)) {
    case 0:
      return splice('', length);
    case 1:
      return splice(String.fromCharCode(random.below(0x250)), random.below(2) * length);
    case 2:
      return splice(text.slice(at, at + length).repeat(2), length);
    case 3:
      return changeLines(text, random);
    default:
      return splice(pieces[random.below(pieces.length)] ?? '', random.below(2) * length);
  }
}

/** A line doubled (and with it a key), removed, indented otherwise, or moved. */
function changeLines(text: string, random: Random): string {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const line = lines[at] ?? '';
  const more = [[line, line], [], [` ${line}`], [line.replace(/^ {1,2}/, '')], [line.replace(/^ +/, '\t')]];
  lines.splice(at, 1, ...(more[random.below(more.length)] ?? []));
  if (random.below(3) === 0) lines.splice(random.below(lines.length), 0, line);
  return lines.join('\n');
}

/** The whole text in another shape: other line ends, an encoding taken for another, a head, very much of it. */
export function reshape(text: string, random: Random): string {
  const shapes = [
    () => text.replaceAll('\n', '\r\n'),
    () => text.replaceAll('\n', '\r'),
    () => `\uFEFF${text}`,
    () => Buffer.from(text, 'utf16le').toString('latin1'),
    () => Buffer.from(text, 'latin1').toString('utf8'),
    () => `%YAML 1.${random.below(4)}\n%TAG ! tag:x,2000:\n---\n${text}`,
    () => text.replace(/^/gm, ' '.repeat(random.below(5))),
    () => text.replaceAll('  ', '\t'),
    () => `${text}\n---\n${text}`,
    () => text.repeat(1 + random.below(40)),
    () => `${text}\n# ${'x'.repeat(random.below(300_000))}`,
    () => `${text}\nx: ${'['.repeat(random.below(600))}`,
    () => `b0: &b0 [x, x]\n${bomb(random.below(30))}${text}`,
  ];
  return shapes[random.below(shapes.length)]?.() ?? text;
}

function bomb(levels: number): string {
  return Array.from({ length: levels }, (_, at) => `b${at + 1}: &b${at + 1} [*b${at}, *b${at}]\n`).join('');
}
