import assert from 'node:assert/strict';
import type { PodChange, PodSpec } from '../../../src/engine';
import { replaceText } from '../../../src/ui/commands/replaceText';
import { plainText, podSnapshot, running, waiting } from './fakeEngine';

const standing = podSnapshot({ containers: { app: running, db: running, cache: running } });
const specOf = (...names: string[]): PodSpec => ({
  containers: names.map((name) => ({ name, image: `${name}:2` })),
});
const ask = (change: Partial<PodChange>, next = standing.spec) =>
  replaceText(standing, next, { kind: 'containers', containers: [], fields: [], ...change }, plainText);

describe('replaceText', () => {
  it('names the container that is replaced, what changed, and what runs on', () => {
    assert.deepEqual(ask({ containers: ['app'], fields: ['spec.containers[0].image'] }), {
      question: 'Replace container app of pod web?',
      action: 'Replace',
      detail: [
        'Changed: spec.containers[0].image.',
        'The others run on.',
        'What a replaced container wrote outside of its volumes is lost.',
      ],
    });
    const two = ask({ containers: ['app', 'db'] });
    assert.equal(two?.question, 'Replace containers app, db of pod web?');
    assert.equal(two?.detail[0], 'Container cache runs on.');
  });

  it('says what is added and removed', () => {
    const change = { containers: ['app', 'db', 'new'] };
    assert.deepEqual(ask(change, specOf('app', 'cache', 'new'))?.detail.slice(0, 2), [
      'Removed: db.',
      'Added: new.',
    ]);
    const gone = ask({ containers: ['db'] }, specOf('app', 'cache'));
    assert.equal(gone?.question, 'Remove container db of pod web?');
    assert.equal(gone?.action, 'Remove');
  });

  it('says why it is the whole pod', () => {
    assert.deepEqual(ask({ kind: 'pod', fields: ['spec.hostNetwork'] }), {
      question: 'Replace pod web by this manifest?',
      action: 'Replace',
      detail: ['Changed: spec.hostNetwork.', 'This concerns the pod as a whole, so all of it is replaced.'],
    });
  });

  it('counts the fields that are too many to name', () => {
    const fields = Array.from({ length: 6 }, (_, index) => `spec.volumes[${index}]`);
    assert.match(ask({ kind: 'pod', fields })?.detail[0] ?? '', /volumes\[3\] and 2 more\.$/);
  });

  it('asks nothing before a container is replaced that never began', () => {
    const waits = podSnapshot({ containers: { app: waiting('ImagePullBackOff'), db: running } });
    const change: PodChange = {
      kind: 'containers',
      containers: ['app'],
      fields: ['spec.containers[0].image'],
    };
    assert.equal(replaceText(waits, waits.spec, change, plainText), undefined);
  });

  it('asks nothing where nothing that runs is ended', () => {
    assert.equal(ask({ kind: 'none' }), undefined);
    assert.equal(ask({ kind: 'inPlace', fields: ['metadata.labels'] }), undefined);
    assert.equal(ask({ containers: ['new'] }, specOf('app', 'db', 'cache', 'new')), undefined);
  });
});
