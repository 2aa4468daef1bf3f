import assert from 'node:assert/strict';
import { resolvePlain } from '../../../src/engine/manifest/resolveScalar';
import { containerWith, findingsOf, podWith, readPod, soundPod } from './manifestTexts';

describe('values of a manifest', () => {
  const plain: [string, unknown][] = [
    ['0600', 384],
    ['0o600', 384],
    ['-0600', -384],
    ['0x1F', 31],
    ['0b101', 5],
    ['1_000', 1000],
    ['089', 89],
    ['+5', 5],
    ['1e3', 1000],
    ['.5', 0.5],
    ['80.0', 80],
    ['.', '.'],
    ['-', '-'],
    ['1.2.3', '1.2.3'],
    ['12:30:45', '12:30:45'],
    ['2020-01-02', '2020-01-02'],
    ['64Mi', '64Mi'],
    ['yes', true],
    ['y', true],
    ['On', true],
    ['NO', false],
    ['off', false],
    ['tRUE', 'tRUE'],
    ['~', null],
    ['Null', null],
    ['', null],
    ['.inf', Number.POSITIVE_INFINITY],
  ];
  for (const [text, value] of plain) {
    it(`reads unquoted ${JSON.stringify(text)} as go-yaml v2 does`, () => {
      assert.equal(resolvePlain(text), value);
    });
  }

  it('fills in nothing but the namespace', () => {
    assert.deepEqual(readPod(soundPod), {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'default' },
      spec: { containers: [{ name: 'app', image: 'nginx' }] },
    });
  });

  it('takes 1.1 booleans and octal numbers where the field is of that type', () => {
    const pod = readPod(podWith('hostPID: yes\nsecurityContext: {runAsUser: 0600}'));
    assert.equal(pod.spec.hostPID, true);
    assert.equal(pod.spec.securityContext?.runAsUser, 384);
  });

  it('keeps quantities as text, numbers too', () => {
    const { spec } = readPod(
      containerWith('resources: {limits: {cpu: 0.5, memory: 64Mi}, requests: {cpu: 1e-1}}'),
    );
    assert.deepEqual(spec.containers[0]?.resources, {
      limits: { cpu: '0.5', memory: '64Mi' },
      requests: { cpu: '0.1' },
    });
  });

  it('reads an escaped apostrophe in double quotes', () => {
    const { spec } = readPod(containerWith(String.raw`args: ["it\'s", "a\\'b", "a\tb"]`));
    assert.deepEqual(spec.containers[0]?.args, ["it's", "a\\'b", 'a\tb']);
  });

  it('takes tagged and block text for text', () => {
    const { spec } = readPod(
      containerWith('args: [!!str 8080, !custom yes, "true"]\ncommand:\n- >-\n  a\n  b'),
    );
    assert.deepEqual(spec.containers[0]?.args, ['8080', 'yes', 'true']);
    assert.deepEqual(spec.containers[0]?.command, ['a b']);
  });

  it('takes null for absent, and in a list for empty', () => {
    const text = containerWith('env:\nargs: [~, a]', 'volumes:\n- name: v\n  emptyDir:');
    const { spec } = readPod(text);
    assert.equal('env' in (spec.containers[0] ?? {}), false);
    assert.deepEqual(spec.containers[0]?.args, ['', 'a']);
    assert.deepEqual(spec.volumes, [{ name: 'v' }]);
  });

  it('follows aliases and merge keys', () => {
    const text = podWith(
      '- &base {name: two, image: nginx, stdin: true}\n- <<: *base\n  name: three\n- {<<: [{tty: true}, *base], name: four}',
    );
    const { spec } = readPod(text);
    assert.deepEqual(spec.containers.slice(1), [
      { name: 'two', image: 'nginx', stdin: true },
      { name: 'three', image: 'nginx', stdin: true },
      { name: 'four', tty: true, image: 'nginx', stdin: true },
    ]);
  });

  it('reads keys of any scalar type as text', () => {
    const text = soundPod.replace('name: web', 'name: web\n  annotations: {80: a, on: b}');
    assert.deepEqual(readPod(text).metadata.annotations, { 80: 'a', true: 'b' });
  });

  it('takes __proto__ for a key like any other', () => {
    const text = soundPod.replace('name: web', 'name: web\n  annotations: {__proto__: c}');
    assert.deepEqual(findingsOf(text), ['invalid-name|__proto__']);
  });
});
