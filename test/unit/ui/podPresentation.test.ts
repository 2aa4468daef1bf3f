import assert from 'node:assert/strict';
import { podTitle, presentContainer, presentPod, presentSandbox } from '../../../src/ui/tree/podPresentation';
import { plainText, podSnapshot, running, type SnapshotSketch, terminated, waiting } from './fakeEngine';

const now = Date.parse('2026-11-20T07:03:00Z');
const present = (sketch: SnapshotSketch = {}) => presentPod(podSnapshot(sketch), now, plainText);
const port = {
  containerName: 'nginx',
  containerPort: 80,
  hostIP: '127.0.0.1',
  hostPort: 8080,
  protocol: 'TCP',
} as const;

describe('presentPod', () => {
  it('says state, ready containers and age; restarts only where there are some', () => {
    assert.equal(present().description, 'Running 2/2 · 3m');
    assert.equal(present({ restarts: 1 }).description, 'Running 2/2 · 2 restarts · 3m');
  });

  it('shows the namespace only where it is not the default one', () => {
    assert.equal(present().label, 'web');
    assert.equal(present({ namespace: 'shop' }).label, 'shop/web');
  });

  it('says how far a pull is', () => {
    const activity = { kind: 'pulling', fraction: 0.429 } as const;
    assert.equal(present({ activity }).description, 'Pulling 42 % · 3m');
  });

  it('says how long an end may take, and nothing of it where it is at once', () => {
    assert.equal(present({ desired: 'Removed' }).description, 'Terminating 2/2 · up to 30 s · 3m');
    const activity = { kind: 'stopping' } as const;
    assert.match(present({ activity }).description, /^Stopping 2\/2 · up to 30 s · /);
    const snapshot = podSnapshot({ desired: 'Removed' });
    const spec = { ...snapshot.spec, terminationGracePeriodSeconds: 0 };
    assert.equal(presentPod({ ...snapshot, spec }, now, plainText).description, 'Terminating 2/2 · 3m');
  });

  it('keeps its id whatever happens to the pod', () => {
    assert.equal(present({ restarts: 4, desired: 'Stopped' }).id, present().id);
  });

  it('offers what the state allows', () => {
    const words = (sketch: SnapshotSketch) => present(sketch).contextValue;
    assert.equal(words({}), 'pod canStop canRestart canRemove canLog canInspect');
    assert.equal(
      words({
        desired: 'Stopped',
        sandbox: { id: 's', attempt: 0, state: 'SANDBOX_NOTREADY', createdAt: '' },
      }),
      'pod canStart canRemove canLog',
    );
    assert.equal(
      words({ containers: { a: terminated(0, 'Completed') }, status: { phase: 'Succeeded' } }),
      'pod canStart canRemove canLog canInspect',
    );
    assert.equal(words({ desired: 'Removed' }), 'pod canLog canInspect');
    assert.equal(
      words({ containers: { a: waiting('ErrImagePull') } }),
      'pod canStop canRestart canRemove canInspect',
    );
    assert.match(words({ publishedPorts: [port], source: 'file:///a.yaml' }), /hasPort hasSource$/);
    assert.doesNotMatch(words({ publishedPorts: [{ ...port, protocol: 'UDP' }] }), /hasPort/);
  });
});

describe('presentContainer', () => {
  const container = (sketch: SnapshotSketch) => {
    const snapshot = podSnapshot(sketch);
    const [spec] = snapshot.spec.containers;
    assert.ok(spec);
    return presentContainer(snapshot, spec, plainText);
  };

  it('says the image, and the state where something is to be said', () => {
    assert.equal(container({}).description, 'nginx:alpine');
    assert.equal(
      container({ containers: { a: terminated(2, 'Error') }, restarts: 1 }).description,
      'Error · exit code 2 · 1 restart · a:alpine',
    );
  });

  it('says of what kind an init container is, and offers its logs when it is through', () => {
    const snapshot = podSnapshot({ init: { setup: terminated(0, 'Completed'), side: running } });
    const shown = snapshot.spec.initContainers?.map((spec) => presentContainer(snapshot, spec, plainText));
    assert.deepEqual(
      shown?.map(({ description, contextValue }) => [description, contextValue]),
      [
        ['init · Completed · setup:alpine', 'container canLog'],
        ['sidecar · side:alpine', 'container canLog'],
      ],
    );
  });

  it('offers logs once there is a container, and its own port', () => {
    assert.equal(container({ publishedPorts: [port] }).contextValue, 'container canLog hasPort');
    assert.equal(container({ containers: { a: waiting('ErrImagePull') } }).contextValue, 'container');
  });
});

describe('previous logs', () => {
  const words = (restartCount: number, lastState?: ReturnType<typeof terminated>) => {
    const snapshot = podSnapshot({ containers: { a: running } });
    const [spec] = snapshot.spec.containers;
    const [status] = snapshot.status.containerStatuses;
    assert.ok(spec && status);
    Object.assign(status, { restartCount, ...(lastState ? { lastState } : {}) });
    return presentContainer(snapshot, spec, plainText).contextValue;
  };

  it('are offered of a container that was restarted, as long as its last attempt is there', () => {
    assert.equal(words(1, terminated(1, 'Error')), 'container canLog canLogPrevious');
    assert.equal(words(1), 'container canLog');
    // It waits to be restarted: what it wrote are its logs.
    assert.equal(words(0, terminated(1, 'Error')), 'container canLog');
  });
});

describe('presentSandbox', () => {
  it('shows the address of the pod while it is up', () => {
    assert.equal(presentSandbox(podSnapshot(), plainText).description, '172.18.0.2');
  });
});

describe('podTitle', () => {
  it('shows characters that would reorder the line instead of obeying them', () => {
    assert.equal(podTitle({ namespace: 'default', name: 'a\u202eb' }), 'a\\u{202e}b');
  });
});
