import assert from 'node:assert/strict';
import type { Container, PodSpec, RestartPolicy } from '../../src/engine/model/pod';
import type { ContainerState, PodStatus } from '../../src/engine/model/podStatus';
import { containerStateOf } from '../../src/engine/observe/containerState';
import type { WaitingNotes, WorkerKnowledge } from '../../src/engine/observe/containerStatusOf';
import type { ObservedPod } from '../../src/engine/observe/observedPod';
import { podSnapshotOf } from '../../src/engine/observe/podSnapshotOf';
import { podStatusOf } from '../../src/engine/observe/podStatus';
import { labels } from '../../src/engine/plan/names';
import type { RuntimeContainerStatus } from '../../src/engine/runtime/podRuntime';
import {
  at,
  containerStatus,
  exited,
  key,
  observedOf,
  ofPlan,
  planOf,
  podOf,
  sandboxStatus,
} from './support/pods';

const pod = podOf(['a', 'b']);
const sandbox = sandboxStatus(pod);
const dead = sandboxStatus(pod, { state: 'SANDBOX_NOTREADY', pid: 0 });
const a = containerStatus('a');
const b = containerStatus('b');
const noNotes: WaitingNotes = new Map();
const created = (name: string, attempt = 0) => containerStatus(name, { attempt, state: 'CONTAINER_CREATED' });

const now = Date.parse(at(20));

/** A worker that knows nothing but this. */
function known(sketch: Partial<WorkerKnowledge> = {}): WorkerKnowledge {
  return {
    notes: noNotes,
    inPostStart: () => false,
    started: () => true,
    ready: () => true,
    ...sketch,
  };
}

function statusOf(observed: ObservedPod | undefined, policy?: RestartPolicy, notes = noNotes) {
  const plan = planOf(podOf(['a', 'b'], policy ? { restartPolicy: policy } : {}));
  return podStatusOf(plan, observed, known({ notes }), now);
}

describe('phase', () => {
  const stopped = { ...dead, desired: 'Stopped' as const };
  const cases: [string, ObservedPod | undefined, RestartPolicy | undefined, string][] = [
    ['nothing stands', undefined, undefined, 'Pending'],
    ['the sandbox alone', observedOf(sandbox), undefined, 'Pending'],
    ['one container not made yet', observedOf(sandbox, a), undefined, 'Pending'],
    ['one container only made', observedOf(sandbox, a, created('b')), undefined, 'Pending'],
    ['all run', observedOf(sandbox, a, b), undefined, 'Running'],
    ['one made anew', observedOf(sandbox, a, exited('b', 1), created('b', 1)), undefined, 'Running'],
    ['one crashed and will be back', observedOf(sandbox, a, exited('b', 1)), 'Always', 'Running'],
    ['one crashed and will not', observedOf(sandbox, a, exited('b', 1)), 'Never', 'Running'],
    ['all ended, Always', observedOf(sandbox, exited('a', 0), exited('b', 0)), 'Always', 'Running'],
    [
      'all ended well, OnFailure',
      observedOf(sandbox, exited('a', 0), exited('b', 0)),
      'OnFailure',
      'Succeeded',
    ],
    [
      'one ended badly, OnFailure',
      observedOf(sandbox, exited('a', 0), exited('b', 1)),
      'OnFailure',
      'Running',
    ],
    ['all ended well, Never', observedOf(dead, exited('a', 0), exited('b', 0)), 'Never', 'Succeeded'],
    ['one ended badly, Never', observedOf(dead, exited('a', 0), exited('b', 1)), 'Never', 'Failed'],
    ['stopped by somebody', observedOf(stopped, exited('a', 143), exited('b', 143)), 'Always', 'Failed'],
    ['stopped by somebody, well', observedOf(stopped, exited('a', 0), exited('b', 0)), 'Always', 'Succeeded'],
    ['being stopped', observedOf({ ...sandbox, desired: 'Stopped' }, a, exited('b', 0)), 'Always', 'Running'],
  ];
  for (const [what, observed, policy, expected] of cases) {
    it(`${what}: ${expected}`, () => assert.equal(statusOf(observed, policy).phase, expected));
  }
});

describe('conditions', () => {
  const conditions = (observed: ObservedPod | undefined, policy?: RestartPolicy) =>
    Object.fromEntries(
      statusOf(observed, policy).conditions.map(({ type, lastTransitionTime: _, ...rest }) => [type, rest]),
    );

  it('are all true while all run', () => {
    assert.deepEqual(conditions(observedOf(sandbox, a, b)), {
      PodScheduled: { status: 'True' },
      PodReadyToStartContainers: { status: 'True' },
      Initialized: { status: 'True' },
      ContainersReady: { status: 'True' },
      Ready: { status: 'True' },
    });
  });

  it('name the containers that are not ready', () => {
    const { Ready, ContainersReady, PodReadyToStartContainers } = conditions(
      observedOf(sandbox, a, exited('b', 1)),
    );
    const message = 'containers with unready status: [b]';
    assert.deepEqual(Ready, { status: 'False', reason: 'ContainersNotReady', message });
    assert.deepEqual(ContainersReady, Ready);
    assert.deepEqual(PodReadyToStartContainers, { status: 'True' });
  });

  it('say that a pod has completed', () => {
    const { Ready, PodReadyToStartContainers } = conditions(
      observedOf(dead, exited('a', 0), exited('b', 0)),
      'Never',
    );
    assert.deepEqual(Ready, { status: 'False', reason: 'PodCompleted' });
    assert.deepEqual(PodReadyToStartContainers, { status: 'False' });
  });

  it('say that a pod has failed', () => {
    const { Ready, ContainersReady } = conditions(observedOf(dead, exited('a', 0), exited('b', 1)), 'Never');
    assert.deepEqual(Ready, { status: 'False', reason: 'PodFailed' });
    assert.deepEqual(ContainersReady, Ready);
  });

  it('say that nothing stands yet', () => {
    assert.deepEqual(conditions(undefined).PodReadyToStartContainers, { status: 'False' });
  });
});

describe('container statuses', () => {
  it('are those of the spec, in its order, with what is not made yet', () => {
    const [first, second] = statusOf(observedOf(sandbox, b)).containerStatuses;
    assert.deepEqual(first, {
      name: 'a',
      image: 'busybox:1.37',
      imageID: '',
      containerID: '',
      ready: false,
      started: false,
      restartCount: 0,
      state: { waiting: { reason: 'ContainerCreating' } },
    });
    assert.deepEqual(second, {
      name: 'b',
      image: 'busybox:1.37',
      imageID: 'sha256:1',
      containerID: 'docker://b-0',
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: at(2) } },
    });
  });

  it('count restarts by the attempt and keep the last state', () => {
    const observed = observedOf(
      sandbox,
      a,
      exited('b', 3),
      containerStatus('b', { attempt: 1, startedAt: at(12) }),
    );
    const [, second] = statusOf(observed).containerStatuses;
    assert.equal(second?.restartCount, 1);
    assert.deepEqual(second?.state, { running: { startedAt: at(12) } });
    assert.equal(second?.lastState?.terminated?.exitCode, 3);
    assert.equal(second?.lastState?.terminated?.containerID, 'docker://b-0');
  });

  it('wait for the back-off, with what ended as the last state', () => {
    const note = { reason: 'CrashLoopBackOff', message: 'back-off: restarting in 10 s' };
    const observed = observedOf(sandbox, a, exited('b', 3, { attempt: 2 }), exited('b', 2, { attempt: 1 }));
    const [, second] = statusOf(observed, 'Always', new Map([['b', note]])).containerStatuses;
    assert.deepEqual(second?.state, { waiting: note });
    assert.equal(second?.lastState?.terminated?.exitCode, 3);
    assert.equal(second?.restartCount, 2);
  });

  it('wait for nothing where they will not be restarted, or run again', () => {
    const notes = new Map([['b', { reason: 'CrashLoopBackOff' }]]);
    const never = statusOf(observedOf(sandbox, a, exited('b', 3)), 'Never', notes);
    assert.equal(never.containerStatuses[1]?.state.terminated?.exitCode, 3);
    const running = statusOf(observedOf(sandbox, a, b), 'Always', notes);
    assert.ok(running.containerStatuses[1]?.state.running);
  });

  it('say why one that was never made is not there', () => {
    const note = { reason: 'CreatePodSandboxError', message: 'port-taken' };
    assert.deepEqual(statusOf(undefined, 'Always', new Map([['a', note]])).containerStatuses[0]?.state, {
      waiting: note,
    });
  });

  it('do not count a container in dead namespaces as running', () => {
    for (const observed of [
      observedOf(dead, a, b),
      observedOf(sandboxStatus(pod, { startedAt: at(5) }), a, b),
      observedOf(sandboxStatus(pod, { id: 'sandbox-1', attempt: 1, startedAt: at(1) }), a, b),
      observedOf([], a, b),
    ]) {
      const [first] = statusOf(observed).containerStatuses;
      assert.equal(first?.ready, false);
      assert.equal(first?.state.waiting?.reason, 'PodSandboxChanged');
    }
  });
});

describe('a pod that is initialised', () => {
  const image = 'busybox:1.37';
  const initContainers: Container[] = [
    { name: 'first', image },
    { name: 'side', image, restartPolicy: 'Always' },
  ];
  const initPod = podOf(['a'], { initContainers });
  const first = exited('first', 0);
  const side = containerStatus('side');
  const statusAt = (
    observed: ObservedPod,
    sketch: Partial<WorkerKnowledge> = {},
    spec: Partial<PodSpec> = {},
  ) => {
    const plan = planOf(podOf(['a'], { initContainers, ...spec }));
    return podStatusOf(plan, ofPlan(plan, observed), known(sketch), now);
  };
  const condition = ({ conditions }: PodStatus, wanted: string) =>
    conditions.find(({ type }) => type === wanted);

  it('is Pending, and says which of its init containers are not through', () => {
    const status = statusAt(observedOf(sandbox, containerStatus('first')));
    assert.equal(status.phase, 'Pending');
    assert.deepEqual(condition(status, 'Initialized'), {
      type: 'Initialized',
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [first side]',
      lastTransitionTime: at(0),
    });
    assert.equal(
      condition(status, 'Ready')?.message,
      'containers with unready status: [side a]',
      'a plain one is not missed when the pod runs',
    );
    const [running, waiting] = status.initContainerStatuses ?? [];
    assert.deepEqual([running?.ready, running?.started], [false, true]);
    assert.deepEqual(waiting?.state, { waiting: { reason: 'PodInitializing' } });
  });

  it('runs and is ready with its sidecars', () => {
    const status = statusAt(observedOf(sandbox, first, side, a));
    assert.equal(status.phase, 'Running');
    assert.equal(condition(status, 'Initialized')?.status, 'True');
    assert.equal(condition(status, 'Ready')?.status, 'True');
    assert.deepEqual(
      status.initContainerStatuses?.map(({ ready, started }) => [ready, started]),
      [
        [true, false],
        [true, true],
      ],
    );
  });

  it('waits for a sidecar that has not started, and is not ready with one that is not', () => {
    const starting = statusAt(observedOf(sandbox, first, side), { started: () => false, ready: () => false });
    assert.equal(starting.phase, 'Pending');
    assert.equal(condition(starting, 'Initialized')?.message, 'containers with incomplete status: [side]');
    const unready = statusAt(observedOf(sandbox, first, side, a), { ready: (id) => id !== 'side-0' });
    assert.equal(unready.phase, 'Running');
    assert.equal(condition(unready, 'Ready')?.message, 'containers with unready status: [side]');
  });

  it('has failed where one has for good, and is Pending where it is tried again', () => {
    const observed = observedOf(sandbox, exited('first', 1));
    assert.equal(statusAt(observed).phase, 'Pending');
    const failed = statusAt(observed, {}, { restartPolicy: 'Never' });
    assert.equal(failed.phase, 'Failed');
    assert.equal(failed.containerStatuses[0]?.state.waiting?.reason, 'PodInitializing');
  });

  it('begins anew in a new sandbox, and keeps what was as the last state', () => {
    const renewed = sandboxStatus(initPod, { attempt: 1, createdAt: at(12), startedAt: at(13) });
    const status = statusAt(observedOf([renewed], first, exited('side', 137), exited('a', 137)));
    assert.equal(status.phase, 'Pending');
    const [app] = status.containerStatuses;
    assert.deepEqual(app?.state, { waiting: { reason: 'PodInitializing' } });
    assert.equal(app?.lastState?.terminated?.exitCode, 137);
  });

  it('shows where it can be reached from its host', () => {
    const { podIP, hostIP } = statusAt(observedOf({ ...sandbox, hostIP: '172.18.0.1' }, first, side, a));
    assert.deepEqual([podIP, hostIP], ['172.18.0.2', '172.18.0.1']);
  });
});

describe('a container that runs', () => {
  const one = (sketch: Partial<RuntimeContainerStatus>, knowledge: Partial<WorkerKnowledge> = {}) =>
    podStatusOf(
      planOf(podOf(['a'])),
      observedOf(sandbox, containerStatus('a', sketch)),
      known(knowledge),
      now,
    ).containerStatuses[0];

  it('is not ready while somebody has frozen it', () => {
    assert.deepEqual([one({ paused: true })?.ready, one({ paused: true })?.started], [false, true]);
  });

  it('is what its probes say', () => {
    assert.deepEqual(
      [one({}, { ready: () => false })?.ready, one({}, { started: () => false })?.started],
      [false, false],
    );
  });

  it('does not run before its postStart hook is through', () => {
    const status = one({}, { inPostStart: (id) => id === 'a-0' });
    assert.deepEqual(status?.state, { waiting: { reason: 'ContainerCreating' } });
    assert.deepEqual([status?.ready, status?.started], [false, false]);
  });
});

describe('a deadline', () => {
  const status = (observed: ObservedPod, time: string) =>
    podStatusOf(
      planOf(podOf(['a'], { activeDeadlineSeconds: 60, restartPolicy: 'Never' })),
      observed,
      known(),
      Date.parse(time),
    );
  const cases: [string, ObservedPod, string, string, string | undefined][] = [
    ['ahead', observedOf(sandbox, a), at(59), 'Running', undefined],
    ['reached', observedOf(sandbox, a), at(60), 'Failed', 'DeadlineExceeded'],
    ['after the end', observedOf(dead, exited('a', 0)), at(99), 'Succeeded', undefined],
    [
      'that ended it',
      observedOf(dead, exited('a', 0, { finishedAt: at(61) })),
      at(3600),
      'Failed',
      'DeadlineExceeded',
    ],
    [
      'after somebody stopped it',
      observedOf({ ...dead, desired: 'Stopped' }, exited('a', 143)),
      at(99),
      'Failed',
      undefined,
    ],
  ];
  for (const [what, observed, time, phase, reason] of cases) {
    it(`${what}: ${phase} ${reason ?? ''}`, () => {
      const { phase: is, reason: why } = status(observed, time);
      assert.deepEqual([is, why], [phase, reason]);
    });
  }
});

describe('container state', () => {
  const ended = { startedAt: at(2), finishedAt: at(10), containerID: 'docker://a-0' };
  const cases: [string, Parameters<typeof containerStateOf>[0], ContainerState][] = [
    [
      'created',
      containerStatus('a', { state: 'CONTAINER_CREATED' }),
      { waiting: { reason: 'ContainerCreating' } },
    ],
    [
      'unknown',
      containerStatus('a', { state: 'CONTAINER_UNKNOWN' }),
      { waiting: { reason: 'ContainerCreating' } },
    ],
    ['running', a, { running: { startedAt: at(2) } }],
    ['ended well', exited('a', 0), { terminated: { exitCode: 0, reason: 'Completed', ...ended } }],
    ['ended badly', exited('a', 3), { terminated: { exitCode: 3, reason: 'Error', ...ended } }],
    ['killed', exited('a', 137), { terminated: { exitCode: 137, signal: 9, reason: 'Error', ...ended } }],
    [
      'out of memory',
      exited('a', 137, { oomKilled: true }),
      { terminated: { exitCode: 137, signal: 9, reason: 'OOMKilled', ...ended } },
    ],
    [
      'ended well though something in it was out of memory',
      exited('a', 0, { oomKilled: true }),
      { terminated: { exitCode: 0, reason: 'Completed', ...ended } },
    ],
  ];
  for (const [what, status, expected] of cases) {
    it(what, () => assert.deepEqual(containerStateOf(status), expected));
  }

  it('what it has left as its last words', () => {
    const { terminated } = containerStateOf(exited('a', 1, { terminationMessage: 'no disk' }));
    assert.equal(terminated?.message, 'no disk');
  });

  it('a start that failed, with Docker’s words', () => {
    const { startedAt: _started, finishedAt: _finished, ...never } = exited('a', 127, { error: 'not found' });
    assert.deepEqual(containerStateOf(never), {
      terminated: {
        exitCode: 127,
        reason: 'ContainerCannotRun',
        message: 'not found',
        startedAt: at(0),
        finishedAt: at(0),
        containerID: 'docker://a-0',
      },
    });
  });
});

describe('podSnapshotOf', () => {
  const plan = { ...planOf(pod), specHash: 'of-the-plan' };
  const view = { plan, createdAt: at(-5), problems: [], ...known() };

  it('shows a pod before anything of it stands', () => {
    const snapshot = podSnapshotOf(
      key,
      { ...view, source: 'file:///a.yaml', activity: { kind: 'pulling' } },
      undefined,
      now,
    );
    assert.equal(snapshot.metadata.creationTimestamp, at(-5));
    assert.equal(snapshot.specHash, 'of-the-plan');
    assert.equal(snapshot.desired, 'Running');
    assert.equal(snapshot.source, 'file:///a.yaml');
    assert.deepEqual(snapshot.activity, { kind: 'pulling' });
    assert.equal(snapshot.sandbox, undefined);
    assert.equal(snapshot.status.startTime, undefined);
  });

  it('believes Docker’s labels, which every window reads', () => {
    const own = {
      ...sandbox.labels,
      [labels.createdAt]: at(-100),
      [labels.startTime]: at(-90),
      [labels.source]: 'file:///b.yaml',
    };
    const newest = sandboxStatus(pod, {
      ...{ id: 'sandbox-1', attempt: 1, createdAt: at(50) },
      labels: own,
      specHash: 'as-applied',
    });
    const snapshot = podSnapshotOf(key, view, observedOf([newest, dead]), now);
    assert.equal(snapshot.metadata.creationTimestamp, at(-100));
    assert.equal(snapshot.specHash, 'as-applied');
    assert.equal(snapshot.source, 'file:///b.yaml');
    assert.deepEqual(snapshot.sandbox, {
      id: 'sandbox-1',
      attempt: 1,
      state: 'SANDBOX_READY',
      createdAt: at(50),
    });
    assert.equal(snapshot.status.podIP, '172.18.0.2');
    assert.equal(snapshot.status.startTime, at(-90), 'a rebuild is no start of the pod');
  });

  it('publishes the ports of a sandbox that runs, under the container that listens', () => {
    const withPorts = podOf([
      { name: 'a', image: 'i:1', ports: [{ containerPort: 53, hostPort: 5353, protocol: 'UDP' }] },
      { name: 'b', image: 'i:1', ports: [{ containerPort: 53, hostPort: 5353 }] },
    ]);
    const portMappings = (['TCP', 'UDP'] as const).map((protocol) => ({
      containerName: '',
      containerPort: 53,
      hostIP: '127.0.0.1',
      hostPort: 5353,
      protocol,
    }));
    const portsOf = (state: 'SANDBOX_READY' | 'SANDBOX_NOTREADY') =>
      podSnapshotOf(
        key,
        { ...view, plan: planOf(withPorts) },
        observedOf({ ...sandbox, state, portMappings }),
        now,
      ).publishedPorts;
    assert.deepEqual(
      portsOf('SANDBOX_READY').map(({ containerName, protocol }) => [containerName, protocol]),
      [
        ['b', 'TCP'],
        ['a', 'UDP'],
      ],
    );
    assert.deepEqual(portsOf('SANDBOX_NOTREADY'), []);
  });

  it('says what is wanted of the pod', () => {
    const stopped = observedOf({ ...dead, desired: 'Stopped' });
    assert.equal(podSnapshotOf(key, view, stopped, now).desired, 'Stopped');
    assert.equal(
      podSnapshotOf(key, { ...view, activity: { kind: 'removing' } }, stopped, now).desired,
      'Removed',
    );
  });

  it('is a plain value', () => {
    const snapshot = podSnapshotOf(key, view, observedOf(sandbox, a, b), now);
    assert.deepEqual(JSON.parse(JSON.stringify(snapshot)), snapshot);
  });
});
