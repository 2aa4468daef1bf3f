import assert from 'node:assert/strict';
import { isMap, isPair, isScalar, isSeq } from 'yaml';
import { parseAnyYaml } from '../../../src/engine/manifest/parseYaml';
import { parsePlainYaml } from '../../../src/engine/manifest/plainYaml';

/** A tree as far as reading a manifest looks at it; comments behind a collection are part of it to the library alone. */
function shape(node: unknown, text: string): unknown {
  if (isPair(node)) return [shape(node.key, text), shape(node.value, text)];
  if (isScalar(node)) return [node.source, node.type, node.tag, node.range?.slice(0, 2)];
  if (!isMap(node) && !isSeq(node)) return node;
  const [from = 0, to = 0] = node.range ?? [];
  const written = text
    .slice(from, to)
    .replace(/(?: #[^\n]*)?(?:\n[ \r]*(?:#[^\n]*)?)*$/, '')
    .trimEnd();
  return { from, written, items: node.items.map((item) => shape(item, text)) };
}

/** Whether a document's text is plain YAML. Where it is, asserts that the YAML library makes the same tree of it. */
export function isPlainAndSame(text: string): boolean {
  const plain = parsePlainYaml(text);
  if (!plain) return false;
  const { documents } = parseAnyYaml(text, { tokens: 10_000_000 });
  const [any, second] = documents;
  assert.deepEqual(any?.errors, [], JSON.stringify(text));
  assert.equal(second?.contents ?? undefined, undefined, JSON.stringify(text));
  assert.deepEqual(shape(plain.contents, text), shape(any?.contents, text), JSON.stringify(text));
  return true;
}
