import assert from 'node:assert/strict';
import { createManifestReader } from '../../../src/engine/manifest/manifestReader';
import { readManifest } from '../../../src/engine/manifest/readManifest';
import { seededRandom } from '../support/random';
import { containerWith, shown, soundPod } from './manifestTexts';

const named = (name: string) => soundPod.replace('name: web', `name: ${name}`);
const three = [named('one'), named('two'), named('three')];

describe('a reader of one text’s versions', () => {
  it('reads again what was edited, and nothing else', () => {
    const read = createManifestReader();
    const before = read(three.join('---\n')).pods;
    const edited = read([three[0], named('two-and-a-half'), three[2]].join('---\n')).pods;
    assert.deepEqual(
      edited.map(({ name }) => name),
      ['one', 'two-and-a-half', 'three'],
    );
    assert.deepEqual(
      edited.map(({ pod }, index) => pod === before[index]?.pod),
      [true, false, true],
    );
    assert.equal(edited[0], before[0]);
  });

  it('says of what moved where it is now', () => {
    const configured = containerWith('envFrom: [{configMapRef: {name: settings}}]\nfoo: bar');
    const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\nimmutable: true\n';
    const rest = `---\n${configured}---\n${map}`;
    const read = createManifestReader();
    read(soundPod + rest);
    const text = `# moved\n${soundPod}${rest}`;
    const { pods, objects, findings } = read(text);
    assert.deepEqual(
      findings.map((finding) => shown(text, finding)),
      ['unknown-field|foo', 'field-ignored|immutable'],
    );
    const [, pod] = pods;
    const at = (range: readonly [number, number] | undefined) => text.slice(...(range ?? [0, 0]));
    assert.deepEqual([at(pod?.anchor), at(pod?.references[0]?.range)], ['kind: Pod', 'settings']);
    assert.equal(at(pod?.range), configured.trimEnd());
    assert.deepEqual(at(objects[0]?.nameRange), 'settings');
    assert.deepEqual(objects[0]?.findings, findings.slice(1));
  });

  it('gives what a first reading gives, whatever was read before', () => {
    const random = seededRandom();
    const read = createManifestReader();
    let text = [...three, containerWith('foo: {}'), 'kind: [', '...\na'].join('---\n');
    const bits = ['---\n', 'a: ', '\n', '  ', '"', named('x'), '# c\n', '...\n', '{'];
    for (let round = 0; round < 300; round++) {
      const at = random.below(text.length + 1);
      const bit = bits[random.below(bits.length)] ?? '';
      text = text.slice(0, at) + bit + text.slice(at + (text.length > 3000 ? 60 : random.below(20)));
      assert.deepEqual(read(text), readManifest(text), `seed ${random.seed}: ${JSON.stringify(text)}`);
    }
  });

  it('gives up where the whole becomes too much, also with what it knows', () => {
    const read = createManifestReader();
    const large = `- [${'a,'.repeat(100_000)}]\n`;
    read(`${soundPod}---\n${large}`);
    const text = `${soundPod}---\n${large}---\n${large}---\n${soundPod}`;
    assert.deepEqual(read(text), readManifest(text));
    assert.equal(read(text).findings.at(-1)?.code, 'too-much');
    assert.equal(read(text).pods.length, 1);
  });
});
