import { parseAllDocuments, stringify } from 'yaml';
import { fieldValues } from '../../../../src/engine/manifest/fieldValues';
import { type FieldType, objectSchema, type SchemaField } from '../../../../src/engine/manifest/schema';
import type { Random } from '../../support/random';

type Tree = Record<string, unknown> | unknown[];

/** Values of every type a field may have, and some of none. */
const values: unknown[] = [
  ...[
    '',
    'a',
    'A_b',
    '-',
    '/',
    '/a/../b',
    'a:b',
    '$(A)',
    '$(',
    '$$(A)',
    'x'.repeat(300),
    '1Gi',
    '0.5',
    '-1',
    '1e9999',
    '500m',
  ],
  ...[
    'Always',
    'Never',
    'nginx:1.28',
    'a@sha256:0',
    '0644',
    'limits.cpu',
    "metadata.labels['a']",
    '::1',
    '10.0.0.1',
    'é🙂',
    '\0',
  ],
  ...[0, 1, -1, 80, 65536, 2 ** 31, 2 ** 53, 0.5, Number.NaN, 1e300, true, false, null],
];
const lists: (() => unknown)[] = [
  () => [],
  () => ({}),
  () => [null],
  () => [[]],
  () => ({ '': null }),
  () => [{}, {}],
];

/**
 * A manifest with a few changes that keep its YAML whole: values of other types, keys swapped, parts doubled, moved and
 * left out, fields of the schema put in, the whole in a List, parts that come twice as anchor and alias.
 */
export function changeTree(text: string, random: Random): string | undefined {
  const documents = parseAllDocuments(text);
  if ('empty' in documents || documents.some(({ errors }) => errors.length > 0)) return undefined;
  const roots = documents.map((document) => document.toJS({ maxAliasCount: 1000 }) as unknown);
  if (!roots.every(isTree)) return undefined;
  for (let left = 1 + random.below(3); left > 0; left--) {
    const trees = roots.flatMap(treesIn);
    const tree = pick(trees, random);
    if (tree && trees.length < 2000) changeOnce(tree, trees, random);
  }
  return written(roots, random);
}

function written(roots: Tree[], random: Random): string {
  const options = {
    aliasDuplicateObjects: random.below(2) === 0,
    indent: 1 + random.below(4),
    indentSeq: random.below(2) === 0,
    lineWidth: [0, 80, 20][random.below(3)] ?? 0,
    collectionStyle: (['any', 'block', 'flow'] as const)[random.below(3)] ?? 'any',
    defaultStringType:
      (['PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL'] as const)[random.below(4)] ?? 'PLAIN',
  };
  const list = { apiVersion: 'v1', kind: 'List', items: roots };
  const documents = random.below(10) === 0 ? [list] : roots;
  return documents.map((root) => stringify(root, options)).join('---\n');
}

function changeOnce(tree: Tree, trees: Tree[], random: Random): void {
  const keys = Object.keys(tree);
  const key = pick(keys, random) ?? 'a';
  const owner = tree as Record<string, unknown>;
  const other = pick(trees, random) ?? tree;
  switch (random.below(8)) {
    case 0:
      owner[key] = pick(values, random);
      return;
    case 1:
      owner[key] = pick(lists, random)?.();
      return;
    case 2:
      if (Array.isArray(tree)) tree.splice(random.below(tree.length + 1), 1);
      else delete owner[key];
      return;
    case 3:
      // A part of the tree in another place too; not inside of itself.
      if (!treesIn(other).includes(tree)) owner[Array.isArray(tree) ? String(tree.length) : key] = other;
      return;
    case 4: {
      const second = pick(keys, random) ?? key;
      [owner[key], owner[second]] = [owner[second], owner[key]];
      return;
    }
    case 5:
      if (!Array.isArray(tree)) owner[`${key}${'sx_'[random.below(3)]}`] = owner[key];
      return;
    default:
      putField(owner, random);
  }
}

const types = [
  'Pod',
  'PodSpec',
  'Container',
  'Volume',
  'SecurityContext',
  'PodSecurityContext',
  'EnvVar',
  'Probe',
];

/** Puts a field of some type where it likely belongs: where the object has another field of that type. */
function putField(owner: Record<string, unknown>, random: Random): void {
  if (Array.isArray(owner)) return;
  const fits = (type: string) =>
    Object.keys(owner).filter((key) => objectSchema(type).fields.has(key)).length;
  const type = [...types].sort((a, b) => fits(b) - fits(a))[0] ?? 'Pod';
  const field = pick([...objectSchema(type).fields.values()], random);
  if (field) owner[field.name] = someValue(type, field, field.type, random, 0);
}

function someValue(
  owner: string,
  field: SchemaField,
  type: FieldType,
  random: Random,
  depth: number,
): unknown {
  if (depth > 4 || random.below(12) === 0) return pick(values, random);
  switch (type.kind) {
    case 'list':
      return Array.from({ length: random.below(3) }, () =>
        someValue(owner, field, type.of, random, depth + 1),
      );
    case 'map':
      return { [String(pick(values, random))]: someValue(owner, field, type.of, random, depth + 1) };
    case 'object': {
      const fields = [...objectSchema(type.name).fields.values()].filter(
        (one) => one.required || random.below(3) === 0,
      );
      return Object.fromEntries(
        fields.map((one) => [one.name, someValue(type.name, one, one.type, random, depth + 1)]),
      );
    }
    case 'integer':
      return [0, 1, 5, 80, 1000, -1, 2 ** 31][random.below(7)];
    case 'boolean':
      return random.below(2) === 0;
    case 'quantity':
      return ['1', '500m', '64Mi', '1.5Gi', 0, '-1', 'x'][random.below(7)];
    default:
      return pick([...fieldValues(owner, field), ...values], random);
  }
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null;
}

function treesIn(tree: Tree): Tree[] {
  return [tree, ...Object.values(tree).filter(isTree).flatMap(treesIn)];
}

function pick<T>(all: readonly T[], random: Random): T | undefined {
  return all[random.below(Math.max(1, all.length))];
}
