import assert from 'node:assert/strict';
import { type ObjectKind, readManifest } from '../../../src/engine';
import { objectManifest } from '../../../src/ui/objects/objectManifest';
import { objectsIn } from '../../../src/ui/objects/objectsIn';

const ref = (kind: ObjectKind, namespace = 'default') => ({ kind, namespace, name: 'settings' });

describe('objectManifest', () => {
  for (const kind of ['ConfigMap', 'Secret', 'PersistentVolumeClaim'] as const) {
    it(`is a ${kind} without a finding, by the name and with the keys that are missed`, () => {
      const keys = ['COLOUR', 'on', 'tls.crt', '1'];
      const { objects, findings } = readManifest(objectManifest(ref(kind, 'shop'), keys));
      assert.deepEqual(
        findings.filter(({ severity }) => severity !== 'information'),
        [],
      );
      const [object] = objects;
      assert.deepEqual([object?.kind, object?.namespace, object?.name], [kind, 'shop', 'settings']);
      const wanted = kind === 'PersistentVolumeClaim' ? [] : keys;
      assert.deepEqual(Object.keys(object?.object?.data ?? {}).sort(), wanted.sort());
    });
  }
});

describe('objectsIn', () => {
  const map = (value: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  A: ${value}\n`;
  const textOf = (text: string, before = objectsIn(map('before'))) => {
    const encoded = objectsIn(text, before)[0]?.data.A;
    return encoded && Buffer.from(encoded, 'base64').toString();
  };

  it('reads the objects of a text, the first of each name', () => {
    assert.equal(textOf(map('x'), []), 'x');
    assert.equal(textOf(`${map('x')}---\n${map('y')}`, []), 'x');
    assert.deepEqual(objectsIn('kind: Pod\n'), []);
  });

  it('keeps what it had while the text is broken, and forgets what is gone', () => {
    assert.equal(textOf(map('"half')), 'before');
    assert.equal(textOf(map('[1, 2]')), 'before');
    assert.deepEqual(objectsIn('kind: ConfigMap\n', objectsIn(map('x'))), []);
    assert.deepEqual(objectsIn('', objectsIn(map('x'))), []);
  });
});
