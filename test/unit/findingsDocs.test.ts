import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { missingObjects } from '../../src/engine/manifest/objects/missingObjects';
import { readManifest } from '../../src/engine/manifest/readManifest';
import { messages } from '../../src/engine/model/messages';
import { objectKey } from '../../src/engine/model/podObject';

const file = 'docs/FINDINGS.md';
const sections = new Map(
  readFileSync(file, 'utf8')
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);
const fence = '```';

/** An example as a whole manifest: most are a part of a spec. */
function manifestOf(example: string): string {
  if (/^apiVersion:/m.test(example)) return example;
  const containers = /^containers:/m.test(example)
    ? ''
    : 'containers: [{ name: web, image: "nginx:1.28-alpine" }]\n';
  const spec = `${example}${containers}`.replaceAll(/^(?=.)/gm, '  ');
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${spec}`;
}

/** The codes of what an editor shows of a text that stands alone. */
function codesOf(text: string): string[] {
  const { pods, objects, findings } = readManifest(text);
  const there = new Map(objects.map(({ object, ...ref }) => [objectKey(ref), object]));
  const missing = pods.flatMap((pod) =>
    missingObjects(
      pod,
      (ref) => there.has(objectKey(ref)),
      (ref) => Object.keys(there.get(objectKey(ref))?.data ?? {}),
    ),
  );
  return [...findings, ...missing].map(({ code }) => code);
}

describe(file, () => {
  it('has a section for each code, and for nothing else', () => {
    assert.deepEqual([...sections.keys()].sort(), Object.keys(messages).sort());
  });

  for (const [code, section] of sections) {
    const example = new RegExp(`^${fence}yaml\\n([^]*?)^${fence}$`, 'm').exec(section)?.[1];
    if (example === undefined) continue;
    it(`${code}: its example is one`, () =>
      assert.ok(codesOf(manifestOf(example)).includes(code), String(codesOf(manifestOf(example)))));
  }
});
