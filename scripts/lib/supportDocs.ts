import { schemaPaths } from '../../src/engine/manifest/schema';
import { supportTable } from '../../src/engine/manifest/support';
import type { SupportClass, SupportRule } from '../../src/engine/manifest/support/supportRule';
import { leastSupport, supportOf } from '../../src/engine/manifest/supportTree';
import { supportNotes } from '../../src/engine/model/supportNotes';

const sections: readonly [SupportClass, string][] = [
  ['supported', 'Means what it means on Kubernetes.'],
  ['emulated', 'Works, but differs; a pod that uses it says how.'],
  ['ignored', 'Cannot matter on one machine.'],
  ['refused', 'A pod with it is not run, and its editor says what to do instead.'],
];

/** The text of docs/SUPPORT.md: what becomes of every field of a Pod, from the table in the code. */
export function supportDocs(): string {
  return [
    '# What becomes of each field of a Pod',
    '',
    'Made by `npm run docs` from `src/engine/manifest/support.ts`; do not edit.',
    '',
    'A row speaks for everything below its field too, and one of `spec.containers[]` for the same field of',
    '`spec.initContainers[]`. A field whose support depends on its value is counted, and listed, under the least of',
    'its classes.',
    '',
    ...countTable(),
    ...sections.flatMap(([support]) => section(support)),
  ].join('\n');
}

function countTable(): string[] {
  const counts = new Map<SupportClass, number>();
  const paths = schemaPaths();
  for (const { path } of paths) {
    const rules = supportOf(path);
    if (rules) counts.set(leastSupport(rules), (counts.get(leastSupport(rules)) ?? 0) + 1);
  }
  const lines = sections.map(
    ([support, meaning]) => `| ${support} | ${counts.get(support) ?? 0} | ${meaning} |`,
  );
  return ['| class | fields | |', '| --- | ---: | --- |', ...lines, `| all | ${paths.length} | |`, ''];
}

function section(support: SupportClass): string[] {
  const written = new Map(schemaPaths().map(({ path }) => [path.replaceAll('[]', ''), path]));
  const rows = Object.entries(supportTable)
    .filter(([path, rules]) => leastSupport(rules) === support && !path.startsWith('spec.initContainers.'))
    .map(([path, rules]) => `| \`${writtenPath(path, written)}\` | ${rules.map(ruleText).join(' ')} |`);
  const title = support.charAt(0).toUpperCase() + support.slice(1);
  return [`## ${title}`, '', '| field | |', '| --- | --- |', ...rows, ''];
}

/** A row's path with its lists marked; keys of maps stand in no schema. */
function writtenPath(path: string, written: ReadonlyMap<string, string>): string {
  const known = written.get(path);
  if (known || !path.includes('.')) return known ?? path;
  const dot = path.lastIndexOf('.');
  return writtenPath(path.slice(0, dot), written) + path.slice(dot);
}

function ruleText({ support, note, only }: SupportRule): string {
  const text = note ? sentence(supportNotes[note]) : '';
  if (only) return `${only}: ${support}${text ? ` (${text.replace(/\.$/, '')})` : ''}.`;
  return text;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
