import assert from 'node:assert/strict';
import type { Pod, Volume } from '../../src/engine/model/pod';
import { objectKey, type PodObject } from '../../src/engine/model/podObject';
import { contentOf } from '../../src/engine/plan/volumeContent';
import { volumePayload } from '../../src/engine/plan/volumePayload';
import { facts, podOf } from './support/pods';

const object = (kind: 'ConfigMap' | 'Secret', name: string, data: Record<string, string>): PodObject => ({
  kind,
  namespace: 'default',
  name,
  data: Object.fromEntries(
    Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString('base64')]),
  ),
});
const objects = [
  object('ConfigMap', 'map', { b: 'from b', a: 'from a' }),
  object('Secret', 'map', { a: 'a secret' }),
];

function files(volume: Omit<Volume, 'name'>, pod: Pod = podOf(['app']), now = 0) {
  const content = contentOf({ name: 'data', ...volume }, pod);
  assert.ok(content);
  const known = new Map(objects.map((each) => [objectKey(each), each]));
  return volumePayload(content, { pod, uid: 'uid', daemon: facts, objects: known, now });
}

/** `path mode content` of each. */
function lines(...args: Parameters<typeof files>): string[] {
  return files(...args).map(({ path, mode, data }) => `${path} ${mode.toString(8)} ${data}`);
}

describe('the files of a volume', () => {
  it('are all keys of an object, or those that are listed', () => {
    assert.deepEqual(lines({ configMap: { name: 'map' } }), ['b 644 from b', 'a 644 from a']);
    const items = [
      { key: 'a', path: 'x/y' },
      { key: 'b', path: './z//b', mode: 0o400 },
    ];
    assert.deepEqual(lines({ configMap: { name: 'map', items, defaultMode: 0o600 } }), [
      'x/y 600 from a',
      'z/b 400 from b',
    ]);
    assert.deepEqual(lines({ secret: { secretName: 'map' } }), ['a 644 a secret']);
  });

  it('of two sources at one path are the later’s', () => {
    const sources = [
      { configMap: { name: 'map' } },
      { secret: { name: 'map' } },
      { downwardAPI: { items: [{ path: 'b', mode: 0o444, fieldRef: { fieldPath: 'metadata.name' } }] } },
    ];
    assert.deepEqual(lines({ projected: { sources, defaultMode: 0o640 } }), ['b 444 web', 'a 640 a secret']);
  });

  it('fail without their object or key, and are absent where that is optional', () => {
    const missing = { name: 'none' };
    const key = {
      name: 'map',
      items: [
        { key: 'toString', path: 'x' },
        { key: 'a', path: 'a' },
      ],
    };
    assert.throws(() => files({ configMap: missing }), {
      code: 'object-missing',
      args: { kind: 'ConfigMap', name: 'none' },
    });
    assert.throws(() => files({ configMap: key }), {
      code: 'object-key-missing',
      args: { kind: 'ConfigMap', name: 'map', key: 'toString' },
    });
    assert.deepEqual(lines({ configMap: { ...missing, optional: true } }), []);
    assert.deepEqual(lines({ configMap: { ...key, optional: true } }), ['a 644 from a']);
  });

  it('may be read by the fsGroup, whatever their mode', () => {
    const pod = podOf(['app'], { securityContext: { fsGroup: 2000 } });
    assert.deepEqual(lines({ secret: { secretName: 'map', defaultMode: 0o400 } }, pod), ['a 440 a secret']);
  });

  it('that are tokens are the one user’s, and nobody’s where containers run as several', () => {
    const token = { projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } };
    const shape = (pod: Pod) => files(token, pod).map(({ mode, owner }) => [mode.toString(8), owner]);
    const user = (runAsUser: number) => ({
      name: `u${runAsUser}`,
      image: 'x',
      securityContext: { runAsUser },
    });
    assert.deepEqual(shape(podOf(['app'])), [['644', undefined]]);
    assert.deepEqual(shape(podOf(['app', 'b'], { securityContext: { runAsUser: 5 } })), [['600', 5]]);
    assert.deepEqual(shape(podOf([user(5), user(6)])), [['644', undefined]]);
    assert.deepEqual(shape(podOf([user(5)], { initContainers: [user(6)] })), [['644', undefined]]);
    assert.deepEqual(shape(podOf(['app'], { securityContext: { fsGroup: 7 } })), [['640', undefined]]);
  });

  it('that are tokens stay the same for half of their time, and are valid for the other half at least', () => {
    const source = { serviceAccountToken: { path: 'token', audience: 'me', expirationSeconds: 1000 } };
    const at = (seconds: number) => {
      const [file] = files({ projected: { sources: [source] } }, podOf(['app']), seconds * 1000);
      return JSON.parse(Buffer.from(file?.data.toString().split('.')[1] ?? '', 'base64url').toString());
    };
    assert.deepEqual(at(5000), at(5499));
    assert.deepEqual([at(5499).iat, at(5499).exp, at(5500).iat], [5000, 6000, 5500]);
    assert.equal(at(0).sub, 'system:serviceaccount:default:default');
  });
});
