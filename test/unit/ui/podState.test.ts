import assert from 'node:assert/strict';
import { containerState, isDown, needsAttention, podState } from '../../../src/ui/tree/podState';
import { stateIcon } from '../../../src/ui/tree/stateIcon';
import { podSnapshot, running, type SnapshotSketch, terminated, waiting } from './fakeEngine';

const notReady = { status: { phase: 'Running' as const, conditions: [] } };
const pending = { status: { phase: 'Pending' as const, conditions: [] } };
const initialized = {
  status: {
    conditions: [
      { type: 'Initialized' as const, status: 'True' as const },
      { type: 'Ready' as const, status: 'True' as const },
    ],
  },
};
const sketches: Record<string, SnapshotSketch> = {
  'Running ok 2/2': {},
  'Pending busy 0/1': { containers: { a: waiting('Pending') }, status: { phase: 'Pending' } },
  'ContainerCreating busy 1/2': { containers: { a: running, b: waiting('ContainerCreating') } },
  'Pulling busy 0/1': {
    containers: { a: waiting('ContainerCreating') },
    activity: { kind: 'pulling', subject: 'a:1', fraction: 0.5 },
  },
  'CrashLoopBackOff error 1/2': { containers: { a: running, b: waiting('CrashLoopBackOff') } },
  'ImagePullBackOff error 0/1': {
    containers: { a: waiting('ImagePullBackOff') },
    status: { phase: 'Pending' },
  },
  'ErrImagePull error 0/1': { containers: { a: waiting('ErrImagePull') }, status: { phase: 'Pending' } },
  'Completed done 0/1': { containers: { a: terminated(0, 'Completed') }, status: { phase: 'Succeeded' } },
  'Error error 0/1': { containers: { a: terminated(1, 'Error') }, status: { phase: 'Failed' } },
  'OOMKilled error 0/1': { containers: { a: terminated(137, 'OOMKilled') }, status: { phase: 'Failed' } },
  'NotReady warning 1/2': { containers: { a: running, b: terminated(0, 'Completed') }, ...notReady },
  'Stopped off 0/1': { containers: { a: terminated(143, 'Error') }, desired: 'Stopped' },
  'Stopping busy 1/1': { containers: { a: running }, desired: 'Stopped', activity: { kind: 'stopping' } },
  'Terminating busy 1/1': { containers: { a: running }, desired: 'Removed' },
  'Init:0/2 busy 0/1': {
    init: { a: running, b: waiting('PodInitializing') },
    containers: { c: waiting('PodInitializing') },
    ...pending,
  },
  'Init:1/3 busy 1/2': {
    init: { side: running, a: waiting('PodInitializing'), b: waiting('PodInitializing') },
    containers: { c: waiting('PodInitializing') },
    ...pending,
  },
  'Init:CrashLoopBackOff error 0/1': {
    init: { a: terminated(0, 'Completed'), b: waiting('CrashLoopBackOff') },
    containers: { c: waiting('PodInitializing') },
    ...pending,
  },
  'Init:Error error 0/1': {
    init: { a: terminated(1, 'Error') },
    containers: { c: waiting('PodInitializing') },
    status: { phase: 'Failed', conditions: [] },
  },
  'Running warning 1/2': {
    init: { side: waiting('CrashLoopBackOff') },
    containers: { c: running },
    ...initialized,
  },
  'PodInitializing busy 1/2': {
    init: { side: running },
    containers: { c: waiting('PodInitializing') },
    status: { phase: 'Pending', conditions: [{ type: 'Initialized', status: 'True' }] },
  },
  'Unknown unknown 0/0': { containers: {}, status: { phase: 'Unknown' } },
};

describe('podState', () => {
  for (const [expected, sketch] of Object.entries(sketches)) {
    it(expected, () => {
      const { word, tone, ready, total } = podState(podSnapshot(sketch));
      assert.equal(`${word} ${tone} ${ready}/${total}`, expected);
    });
  }

  it('counts sidecars with the containers, and no init container that is through', () => {
    const sketch = {
      init: { a: terminated(0, 'Completed'), side: running },
      containers: { c: running },
      restarts: 1,
      ...initialized,
    };
    const { word, ready, total, restarts } = podState(podSnapshot(sketch));
    assert.deepEqual([word, ready, total, restarts], ['Running', 2, 2, 2]);
  });

  it('says nothing of what was, while the pod is started again', () => {
    const snapshot = podSnapshot({
      containers: { a: terminated(0, 'Completed') },
      status: { phase: 'Succeeded' },
      activity: { kind: 'starting' },
    });
    const state = podState(snapshot);
    assert.deepEqual([state.word, state.tone, isDown(snapshot, state)], ['ContainerCreating', 'busy', false]);
  });

  it('marks what waits for somebody, though Kubernetes goes on saying that it is being created', () => {
    const stuck = waiting('ContainerCreating', 'Secret "certs" is not found.');
    const snapshot = podSnapshot({ containers: { a: stuck }, ...pending });
    const [status] = snapshot.status.containerStatuses;
    assert.deepEqual(containerState(status, false), { word: 'ContainerCreating', tone: 'error' });
    assert.equal(podState(snapshot).tone, 'error');
  });

  it('warns of a running container that is not ready', () => {
    const snapshot = podSnapshot({ containers: { a: running } });
    const [status] = snapshot.status.containerStatuses;
    assert.ok(status);
    status.ready = false;
    assert.equal(podState(snapshot).tone, 'warning');
    assert.ok(needsAttention(podState(snapshot)));
  });

  it('sums the restarts of all containers', () => {
    assert.equal(podState(podSnapshot({ restarts: 3 })).restarts, 6);
  });

  it('says how far a pull is', () => {
    const activity = { kind: 'pulling', fraction: 0.25 } as const;
    assert.equal(podState(podSnapshot({ activity })).fraction, 0.25);
  });

  it('tells every state apart by icon or word, and asks for attention only where somebody is needed', () => {
    const seen = new Map<string, string>();
    for (const [name, sketch] of Object.entries(sketches)) {
      const state = podState(podSnapshot(sketch));
      const { id, color } = stateIcon(state);
      const look = `${id} ${color} ${state.word}`;
      assert.equal(seen.get(look), undefined, `${name} looks like ${seen.get(look)}`);
      seen.set(look, name);
      assert.equal(needsAttention(state), ['error', 'warning'].includes(state.tone), name);
    }
  });
});

describe('containerState', () => {
  const status = (state: Parameters<typeof podSnapshot>[0]) => podSnapshot(state).status.containerStatuses[0];

  it('is on its way before it has a status', () => {
    assert.deepEqual(containerState(undefined, false), { word: 'ContainerCreating', tone: 'busy' });
  });

  it('names the signal or the exit code where there is no reason', () => {
    assert.equal(containerState(status({ containers: { a: terminated(9, '') } }), false).word, 'ExitCode:9');
  });

  it('calls the ended containers of a stopped pod stopped', () => {
    const ended = status({ containers: { a: terminated(143, 'Error') } });
    assert.deepEqual(containerState(ended, true), { word: 'Stopped', tone: 'off' });
    assert.equal(containerState(ended, false).tone, 'error');
  });
});
