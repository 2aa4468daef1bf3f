import assert from 'node:assert/strict';
import { EngineError } from '../../src/engine/model/engineError';
import type { Pod } from '../../src/engine/model/pod';
import type { PodSnapshot } from '../../src/engine/model/podSnapshot';
import { PodEngine } from '../../src/engine/podEngine';
import { type FakeClock, fakeClock, gate, settled } from './support/fakeClock';
import { createFakeRuntime, type FakeRuntime } from './support/fakeRuntime';
import { at, key, podOf } from './support/pods';

const pod = podOf(['a', 'b'], { volumes: [{ name: 'data', emptyDir: {} }] });

let clock: FakeClock;
let runtime: FakeRuntime;
let logged: string[];

beforeEach(() => {
  clock = fakeClock();
  runtime = createFakeRuntime(clock);
  logged = [];
});

/** An engine that has listed what stands. */
async function connected(): Promise<PodEngine> {
  const engine = new PodEngine({ runtime, clock, settings: () => ({}), log: (line) => logged.push(line) });
  runtime.connect();
  await settled();
  return engine;
}

function statesOf(snapshot: PodSnapshot | undefined): string[] {
  return (snapshot?.status.containerStatuses ?? []).map(
    ({ name, state, restartCount }) =>
      `${name} ${state.running ? 'running' : (state.waiting?.reason ?? state.terminated?.reason)} ${restartCount}`,
  );
}

function callsOf(...verbs: string[]): string[] {
  return runtime.calls.filter((call) => verbs.some((verb) => call.startsWith(`${verb} `)));
}

function failing(code: 'docker-failed' | 'port-taken' | 'command-not-found') {
  return () => {
    throw new EngineError(code, { detail: 'as the test wants' });
  };
}

describe('run', () => {
  it('makes the sandbox, then the containers, and shows them running', async () => {
    const engine = await connected();
    const snapshot = await engine.run(pod, { source: 'file:///pod.yaml' });
    assert.equal(snapshot.status.phase, 'Running');
    assert.deepEqual(statesOf(snapshot), ['a running 0', 'b running 0']);
    assert.equal(snapshot.source, 'file:///pod.yaml');
    assert.equal(snapshot.activity, undefined);
    assert.deepEqual(engine.pods(), [snapshot]);
    const starts = callsOf('startSandbox', 'startContainer');
    assert.equal(starts[0], 'startSandbox web-0');
    assert.deepEqual(starts.slice(1).sort(), ['startContainer a-0', 'startContainer b-0']);
  });

  it('creates containers while the sandbox starts, and starts none before it runs', async () => {
    const engine = await connected();
    const sandboxMayRun = gate();
    runtime.on('startSandbox', () => sandboxMayRun.opened);
    const run = engine.run(pod);
    await settled();
    assert.equal(callsOf('createContainer').length, 2);
    assert.deepEqual(callsOf('startContainer'), []);
    sandboxMayRun.open();
    await run;
    assert.equal(callsOf('startContainer').length, 2);
  });

  it('asks Docker nothing for a pod of the same manifest that runs already', async () => {
    const engine = await connected();
    await engine.run(pod);
    runtime.calls.length = 0;
    const again = await engine.run(structuredClone(pod));
    assert.deepEqual(runtime.calls, []);
    assert.deepEqual(statesOf(again), ['a running 0', 'b running 0']);
  });

  it('makes one pod of two calls at the same time', async () => {
    const engine = await connected();
    await Promise.all([engine.run(pod), engine.run(pod)]);
    assert.deepEqual(callsOf('runPodSandbox'), ['runPodSandbox web-0']);
  });

  it('replaces a pod of another manifest, whose images are there before the old one goes', async () => {
    const engine = await connected();
    await engine.run(pod);
    runtime.calls.length = 0;
    const changed = podOf([{ name: 'c', image: 'nginx:1' }]);
    const steps: string[] = [];
    const snapshot = await engine.run(changed, { onProgress: ({ step }) => steps.push(step) });
    assert.deepEqual(statesOf(snapshot), ['c running 0']);
    const order = ['pullImage nginx:1', 'removeContainer a-0', 'runPodSandbox web-0', 'startContainer c-0'];
    assert.deepEqual(
      runtime.calls.filter((call) => order.includes(call)),
      order,
    );
    assert.equal(steps[0], 'pulling');
    assert.deepEqual([...runtime.volumes], [], 'the old pod’s volumes are gone');
  });

  it('leaves the old pod as it is where the new one’s image cannot be had', async () => {
    const engine = await connected();
    await engine.run(pod);
    const before = runtime.standing();
    runtime.on('pullImage', () => {
      throw new EngineError('image-not-found', { image: 'nginx:1' });
    });
    await assert.rejects(engine.run(podOf([{ name: 'c', image: 'nginx:1' }])), { code: 'image-not-found' });
    assert.deepEqual(runtime.standing(), before);
    assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', 'b running 0']);
  });

  it('leaves the old pod as it is where it was cancelled before its turn', async () => {
    const engine = await connected();
    await engine.run(pod);
    const abort = new AbortController();
    const changed = engine.run(podOf(['c']), { signal: abort.signal });
    abort.abort();
    await assert.rejects(changed, { code: 'cancelled' });
    assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', 'b running 0']);
  });

  it('makes nothing where an image is missing', async () => {
    const engine = await connected();
    const never: Pod = podOf([{ name: 'a', image: 'none:1', imagePullPolicy: 'Never' }]);
    await assert.rejects(engine.run(never), {
      code: 'image-never-pulled',
      args: { image: 'none:1', container: 'a' },
    });
    assert.deepEqual(runtime.calls, []);
    assert.deepEqual(engine.pods(), []);
  });

  it('pulls each image once, and again only for Always', async () => {
    const engine = await connected();
    const image = 'nginx:1';
    runtime.images.add('here:1');
    await engine.run(
      podOf([
        { name: 'd', image: 'here:1' },
        { name: 'a', image },
        { name: 'b', image, imagePullPolicy: 'IfNotPresent' },
        { name: 'c', image: 'busybox:1.37', imagePullPolicy: 'Always' },
      ]),
    );
    assert.deepEqual(callsOf('pullImage').sort(), ['pullImage busybox:1.37', 'pullImage nginx:1']);
  });

  for (const verb of ['createSandbox', 'startSandbox', 'createContainer', 'startContainer']) {
    it(`takes everything back where ${verb} fails`, async () => {
      const engine = await connected();
      runtime.on(verb, (subject) => {
        if (!subject.startsWith('a')) failing('port-taken')();
      });
      await assert.rejects(engine.run(pod), { code: 'port-taken' });
      await settled();
      assert.deepEqual(runtime.standing(), []);
      assert.deepEqual(engine.pods(), []);
      assert.equal(clock.pending, 0);
    });
  }

  for (const verb of ['pullImage', 'runPodSandbox', 'startSandbox', 'createContainer', 'startContainer']) {
    it(`leaves nothing where it is cancelled at ${verb}`, async () => {
      const engine = await connected();
      const abort = new AbortController();
      runtime.on(verb, () => abort.abort());
      const wanted = podOf(['a', { name: 'b', image: 'nginx:1' }], { volumes: [{ name: 'data' }] });
      await assert.rejects(engine.run(wanted, { signal: abort.signal }), { code: 'cancelled' });
      await settled();
      assert.deepEqual(runtime.standing(), []);
      assert.deepEqual(engine.pods(), []);
    });
  }

  it('keeps a stopped pod where starting it again fails', async () => {
    const engine = await connected();
    await engine.run(pod);
    await engine.stop(key);
    runtime.on('startContainer', failing('command-not-found'));
    await assert.rejects(engine.run(pod), { code: 'command-not-found' });
    await settled();
    assert.equal(engine.pod(key)?.desired, 'Stopped');
    assert.deepEqual(statesOf(engine.pod(key)), ['a Error 0', 'b Error 0']);
    assert.equal(runtime.volumes.size, 1);
  });

  it('ends containers that run on without their sandbox before it makes new ones', async () => {
    const first = await connected();
    await first.run(pod);
    await first.dispose();
    const sandbox = runtime.sandbox();
    runtime.sandboxes.set(sandbox.id, { ...sandbox, state: 'SANDBOX_NOTREADY', desired: 'Stopped' });
    const engine = await connected();
    await engine.run(pod);
    const running = [...runtime.containers.values()].filter(({ state }) => state === 'CONTAINER_RUNNING');
    assert.deepEqual(running.map(({ name, attempt }) => `${name}-${attempt}`).sort(), ['a-1', 'b-1']);
  });

  it('refuses an OCI runtime that Docker does not have, before anything is made', async () => {
    const settings = () => ({ runtime: 'nope' });
    const engine = new PodEngine({ runtime, clock, settings, log: () => undefined });
    runtime.connect();
    await assert.rejects(engine.run(pod), {
      code: 'runtime-unknown',
      args: { runtime: 'nope', known: 'crun, runc' },
    });
    assert.deepEqual(runtime.calls, []);
  });

  it('keeps the moment at which the pod was first asked for over stop, start and rebuild', async () => {
    const engine = await connected();
    await clock.advance(1000);
    await engine.run(pod);
    const createdAt = () => engine.pod(key)?.metadata.creationTimestamp;
    assert.equal(createdAt(), at(1));
    await clock.advance(60_000);
    await engine.stop(key);
    await engine.run(pod);
    assert.equal(createdAt(), at(1));
    await engine.restart(key);
    assert.equal(createdAt(), at(1));
    runtime.exit(runtime.sandbox().id, 137);
    await clock.advance(1000);
    assert.equal(engine.pod(key)?.sandbox?.attempt, 3);
    assert.equal(createdAt(), at(1));
    await engine.run(podOf(['c']));
    assert.equal(createdAt(), at(62), 'another manifest is another pod');
  });
});

describe('stop, restart and remove', () => {
  it('stop ends containers with their grace, then the sandbox, and keeps all', async () => {
    const engine = await connected();
    await engine.run({ ...pod, spec: { ...pod.spec, terminationGracePeriodSeconds: 7 } });
    runtime.calls.length = 0;
    await engine.stop(key);
    assert.equal(runtime.calls[0], 'markPodSandbox web-0 Stopped');
    assert.deepEqual(runtime.calls.slice(1, 3).sort(), ['stopContainer a-0 7', 'stopContainer b-0 7']);
    assert.equal(runtime.calls[3], 'stopPodSandbox web-0');
    assert.equal(engine.pod(key)?.desired, 'Stopped');
    assert.deepEqual(statesOf(engine.pod(key)), ['a Error 0', 'b Error 0']);
    await clock.advance(3_600_000);
    assert.equal(runtime.calls.length, 4, 'nothing is healed');
  });

  it('restart is the next attempt of everything, and keeps the last dead one and the volumes', async () => {
    const engine = await connected();
    await engine.run(pod);
    const snapshot = await engine.restart(key);
    assert.equal(snapshot.sandbox?.attempt, 1);
    assert.deepEqual(statesOf(snapshot), ['a running 1', 'b running 1']);
    await engine.restart(key);
    assert.deepEqual(
      [...runtime.containers.values()].map(({ name, attempt }) => `${name}-${attempt}`).sort(),
      ['a-1', 'a-2', 'b-1', 'b-2'],
    );
    assert.equal(runtime.sandboxes.size, 1);
    assert.equal(runtime.volumes.size, 1);
    assert.deepEqual(callsOf('removePodResources'), []);
  });

  it('restart brings a pod back whose sandbox was removed from outside', async () => {
    const engine = await connected();
    await engine.run(pod);
    await engine.stop(key);
    runtime.removeOutside(runtime.sandbox().id);
    await engine.restart(key);
    assert.deepEqual(statesOf(engine.pod(key)), ['a running 1', 'b running 1']);
  });

  it('remove says so first, ends with grace, and leaves nothing', async () => {
    const engine = await connected();
    await engine.run(pod);
    await engine.restart(key);
    runtime.calls.length = 0;
    await engine.remove(key);
    assert.equal(runtime.calls[0], 'markPodSandbox web-1 Removed');
    assert.equal(runtime.calls.at(-1), 'removePodResources ');
    assert.deepEqual(runtime.standing(), []);
    assert.deepEqual(engine.pods(), []);
    assert.equal(clock.pending, 0);
  });

  it('remove of a pod that is not there is done', async () => {
    const engine = await connected();
    await engine.remove({ namespace: 'default', name: 'nobody' });
    assert.deepEqual(runtime.calls, []);
  });

  it('stop and restart of a pod that is not there say so', async () => {
    const engine = await connected();
    await assert.rejects(engine.stop(key), { code: 'pod-not-found', args: { pod: 'default/web' } });
    await assert.rejects(engine.restart(key), { code: 'pod-not-found' });
  });

  it('come one after the other', async () => {
    const engine = await connected();
    const orders = [engine.run(pod), engine.run(pod)];
    await settled();
    orders.push(engine.restart(key));
    await Promise.all([...orders, engine.stop(key).then(() => engine.remove(key))]);
    const order = [
      'startSandbox web-0',
      'stopPodSandbox web-0',
      'startSandbox web-1',
      'stopPodSandbox web-1',
    ];
    assert.deepEqual(callsOf('startSandbox', 'stopPodSandbox'), order);
    assert.deepEqual(runtime.standing(), []);
  });

  it('show what is being done', async () => {
    const engine = await connected();
    const seen = new Set<string | undefined>();
    engine.onDidChangePods(() => seen.add(engine.pod(key)?.activity?.kind));
    await engine.run(podOf([{ name: 'a', image: 'nginx:1' }]));
    await engine.restart(key);
    await engine.remove(key);
    for (const kind of ['pulling', 'starting', 'stopping', 'removing', undefined]) {
      assert.ok(seen.has(kind as string), `${kind}`);
    }
  });
});

describe('supervision', () => {
  it('restarts a crashed container at once, then after 10, 20, 40 and 80 s', async () => {
    const engine = await connected();
    await engine.run(pod);
    for (const [index, wait] of [0, 10, 20, 40, 80].entries()) {
      runtime.exit(runtime.container('b').id, 1);
      await settled();
      if (wait > 0) {
        assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', `b CrashLoopBackOff ${index}`]);
        await clock.advance(wait * 1000 - 1);
        assert.equal(runtime.container('b').attempt, index, `not before ${wait} s`);
        await clock.advance(1);
      }
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', `b running ${index + 1}`]);
    }
    assert.deepEqual(
      [...runtime.containers.values()].filter(({ name }) => name === 'b').map(({ attempt }) => attempt),
      [4, 5],
      'the last dead attempt is kept, older ones are not',
    );
    assert.equal(runtime.container('a').attempt, 0);
  });

  for (const [restartPolicy, exitCode, phase] of [
    ['Never', 1, 'Failed'],
    ['Never', 0, 'Succeeded'],
    ['OnFailure', 0, 'Succeeded'],
  ] as const) {
    it(`${restartPolicy}: when all have ended with ${exitCode} the sandbox ends, and the pod has ${phase}`, async () => {
      const engine = await connected();
      await engine.run(podOf(['a', 'b'], { restartPolicy }));
      runtime.exit(runtime.container('a').id, 0);
      await settled();
      assert.equal(runtime.sandbox().state, 'SANDBOX_READY');
      runtime.exit(runtime.container('b').id, exitCode);
      await settled();
      assert.equal(runtime.sandbox().state, 'SANDBOX_NOTREADY');
      assert.equal(engine.pod(key)?.status.phase, phase);
      await clock.advance(3_600_000);
      assert.equal(callsOf('startContainer').length, 2);
    });
  }

  it('rebuilds a pod whose sandbox died, as the next attempt, with its volumes', async () => {
    const engine = await connected();
    await engine.run(pod);
    runtime.exit(runtime.sandbox().id, 137);
    await settled();
    assert.equal(engine.pod(key)?.sandbox?.attempt, 1);
    assert.deepEqual(statesOf(engine.pod(key)), ['a running 1', 'b running 1']);
    assert.equal(runtime.sandboxes.size, 1);
    assert.equal(runtime.volumes.size, 1);
    const running = [...runtime.containers.values()].filter(({ state }) => state === 'CONTAINER_RUNNING');
    assert.equal(running.length, 2);
  });

  it('replaces containers in the dead namespaces of a restarted sandbox, whose ports are free by then', async () => {
    const engine = await connected();
    await engine.run(pod);
    runtime.on('startSandbox', () => {
      const others = [...runtime.sandboxes.values()].filter(({ state }) => state === 'SANDBOX_READY');
      if (others.length > 0) throw new EngineError('port-taken', { port: '8080' });
    });
    await clock.advance(5000);
    runtime.restartOutside(runtime.sandbox().id);
    await settled();
    assert.deepEqual(statesOf(engine.pod(key)), ['a running 1', 'b running 1']);
    assert.equal(engine.pod(key)?.sandbox?.attempt, 1);
  });

  it('keeps a sandbox that somebody started again while the pod was being rebuilt', async () => {
    const engine = await connected();
    await engine.run(pod);
    const { id } = runtime.sandbox();
    runtime.on('stopContainer', (subject) => {
      if (subject.startsWith('a-0') && runtime.sandbox().state === 'SANDBOX_NOTREADY')
        runtime.restartOutside(id);
    });
    await clock.advance(1000);
    runtime.exit(id, 0);
    await settled();
    assert.equal(engine.pod(key)?.sandbox?.id, id);
    assert.deepEqual(statesOf(engine.pod(key)), ['a running 1', 'b running 1']);
  });

  it('makes a container anew that was removed from outside', async () => {
    const engine = await connected();
    await engine.run(pod);
    runtime.removeOutside(runtime.container('b').id);
    await settled();
    assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', 'b running 0']);
  });

  it('makes the sandbox anew that was removed from outside', async () => {
    const engine = await connected();
    await engine.run(pod);
    runtime.removeOutside(runtime.sandbox().id);
    await settled();
    assert.deepEqual(statesOf(engine.pod(key)), ['a running 1', 'b running 1']);
    assert.equal(runtime.sandboxes.size, 1);
  });

  it('tries a container again with back-off that cannot be made', async () => {
    const engine = await connected();
    await engine.run(pod);
    runtime.on('createContainer', failing('docker-failed'));
    runtime.removeOutside(runtime.container('b').id);
    await settled();
    assert.equal(callsOf('createContainer').length, 3);
    const waiting = engine.pod(key)?.status.containerStatuses[1]?.state.waiting;
    assert.notEqual(waiting?.reason, 'ContainerCreating', 'it says that it does not go on');
    await clock.advance(9999);
    assert.equal(callsOf('createContainer').length, 3);
    runtime.on('createContainer', () => undefined);
    await clock.advance(1);
    await settled();
    assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', 'b running 0']);
  });

  it('tries a rebuild again with back-off that fails, and says why', async () => {
    const engine = await connected();
    await engine.run(pod);
    runtime.on('startSandbox', failing('port-taken'));
    runtime.exit(runtime.sandbox().id, 137);
    await settled();
    assert.equal(callsOf('startSandbox').length, 2);
    assert.deepEqual(
      engine.pod(key)?.status.containerStatuses.map(({ state }) => state.waiting?.reason),
      ['CreatePodSandboxError', 'CreatePodSandboxError'],
    );
    assert.equal(runtime.volumes.size, 1);
    runtime.on('startSandbox', () => undefined);
    await clock.advance(10_000);
    await settled();
    assert.deepEqual(statesOf(engine.pod(key)), ['a running 1', 'b running 1']);
  });
});

describe('the connection', () => {
  it('takes a start back that the daemon left half-made, once it is there again', async () => {
    const engine = await connected();
    runtime.on('startContainer', (subject) => {
      if (subject === 'b-0') runtime.disconnect();
    });
    await assert.rejects(engine.run(pod), { code: 'docker-unreachable' });
    assert.notDeepEqual(runtime.standing(), []);
    runtime.on('startContainer', () => undefined);
    runtime.connect();
    await settled();
    assert.deepEqual(runtime.standing(), []);
    assert.deepEqual(engine.pods(), []);
  });

  it('takes volumes back where the daemon went before the sandbox was made', async () => {
    const engine = await connected();
    runtime.on('createSandbox', () => {
      runtime.disconnect();
      throw new EngineError('docker-unreachable', { endpoint: '' });
    });
    await assert.rejects(engine.run(pod), { code: 'docker-unreachable' });
    assert.equal(runtime.volumes.size, 1);
    runtime.connect();
    await settled();
    assert.deepEqual(runtime.standing(), []);
    assert.deepEqual(engine.pods(), []);
  });

  it('keeps what stood before where a restart is cut off', async () => {
    const engine = await connected();
    await engine.run(pod);
    runtime.on('startContainer', (subject) => {
      if (subject === 'b-1') runtime.disconnect();
    });
    await assert.rejects(engine.restart(key), { code: 'docker-unreachable' });
    runtime.on('startContainer', () => undefined);
    runtime.connect();
    await settled();
    assert.equal(engine.pod(key)?.desired, 'Stopped');
    assert.deepEqual(
      [...runtime.containers.values()].map(({ name, attempt }) => `${name}-${attempt}`).sort(),
      ['a-0', 'b-0'],
    );
    assert.equal(runtime.volumes.size, 1);
  });

  it('heals a pod whose rebuild was cut off, and never takes it away', async () => {
    const engine = await connected();
    await engine.run(pod);
    runtime.on('startContainer', (subject) => {
      if (subject === 'b-1') runtime.disconnect();
    });
    runtime.exit(runtime.sandbox().id, 137);
    await settled();
    runtime.on('startContainer', () => undefined);
    runtime.connect();
    await clock.advance(60_000);
    assert.equal(engine.pod(key)?.status.phase, 'Running');
    assert.ok(engine.pod(key)?.status.containerStatuses.every(({ ready }) => ready));
    assert.equal(runtime.volumes.size, 1);
    assert.equal(runtime.sandboxes.size, 1);
  });

  it('says why a call cannot be carried out, and shows the last view', async () => {
    const engine = await connected();
    await engine.run(pod);
    runtime.disconnect();
    await settled();
    for (const call of [engine.run(pod), engine.stop(key), engine.remove(key), engine.plan(pod)]) {
      await assert.rejects(call, { code: 'docker-unreachable', args: { endpoint: 'unix:///fake.sock' } });
    }
    assert.equal(engine.pods().length, 1);
  });

  it('shows what happened while it was away', async () => {
    const engine = await connected();
    await engine.run(podOf(['a'], { restartPolicy: 'Never' }));
    runtime.disconnect();
    runtime.exit(runtime.container('a').id, 3);
    await settled();
    runtime.connect();
    await settled();
    assert.equal(engine.pod(key)?.status.phase, 'Failed');
  });

  it('lets go of pods that went while it was away', async () => {
    const engine = await connected();
    await engine.run(pod);
    runtime.disconnect();
    runtime.sandboxes.clear();
    runtime.containers.clear();
    await settled();
    runtime.connect();
    await settled();
    assert.deepEqual(engine.pods(), []);
  });

  it('waits 5 s at most for the first listing', async () => {
    const engine = new PodEngine({ runtime, clock, settings: () => ({}), log: () => undefined });
    runtime.on('listContainers', () => new Promise(() => undefined));
    runtime.connect();
    const call = assert.rejects(engine.run(pod), { code: 'docker-unreachable' });
    await clock.advance(5000);
    await call;
  });

  it('leaves no timer behind', async () => {
    const engine = await connected();
    const first = new PodEngine({ runtime, clock, settings: () => ({}), log: () => undefined });
    const run = first.run(pod);
    runtime.connect();
    await run;
    runtime.exit(runtime.container('b').id, 1);
    await settled();
    runtime.exit(runtime.container('b').id, 1);
    await settled();
    assert.notEqual(clock.pending, 0, 'it waits for the back-off');
    await Promise.all([engine.dispose(), first.dispose()]);
    assert.equal(clock.pending, 0);
    assert.deepEqual(runtime.calls.slice(-4).sort(), ['dispose ', 'dispose ', 'sweep ', 'sweep ']);
  });
});

describe('two engines on one Docker', () => {
  it('show the same', async () => {
    const first = await connected();
    const second = await connected();
    await first.run(pod, { source: 'file:///pod.yaml' });
    await settled();
    assert.deepEqual(second.pods(), first.pods());
    await first.stop(key);
    await settled();
    assert.deepEqual(second.pods(), first.pods());
    await second.remove(key);
    await settled();
    assert.deepEqual(first.pods(), []);
  });

  it('leave a young sandbox of the other alone for 5 s, then help', async () => {
    await connected();
    const first = new PodEngine({ runtime, clock, settings: () => ({}), log: () => undefined });
    runtime.connect();
    runtime.on('startContainer', (subject) => (subject === 'b-0' ? new Promise(() => undefined) : undefined));
    first.run(pod).catch(() => undefined);
    await settled();
    runtime.calls.length = 0;
    runtime.on('startContainer', () => undefined);
    await clock.advance(4999);
    assert.equal(runtime.calls.length, 0);
    await clock.advance(1);
    await settled();
    assert.ok(runtime.calls.includes('startContainer b-0'));
  });

  it('leave it alone for 5 s of their own clock where the daemon’s is ahead', async () => {
    const first = await connected();
    await first.run(pod);
    const sandbox = runtime.sandbox();
    runtime.sandboxes.set(sandbox.id, { ...sandbox, createdAt: at(86_400) });
    await first.dispose();
    runtime.exit(runtime.container('b').id, 1);
    await settled();
    const second = await connected();
    await clock.advance(5000);
    await settled();
    assert.deepEqual(statesOf(second.pod(key)), ['a running 0', 'b running 1']);
  });

  it('do not heal what the other stops or removes', async () => {
    const first = await connected();
    await first.run(pod);
    await connected();
    await clock.advance(10_000);
    const mayEnd = gate();
    runtime.on('stopContainer', (subject) => (subject.startsWith('b') ? mayEnd.opened : undefined));
    runtime.calls.length = 0;
    const removed = first.remove(key);
    await clock.advance(3000);
    assert.deepEqual(callsOf('startContainer', 'runPodSandbox'), []);
    assert.equal(callsOf('stopContainer').length, 2, 'each container is told once');
    mayEnd.open();
    await removed;
    await settled();
    assert.deepEqual(runtime.standing(), []);
  });

  for (const [order, desired] of [
    ['removal', 'Removed'],
    ['stop', 'Stopped'],
  ] as const) {
    it(`finish a ${order} that the other could not`, async () => {
      const first = await connected();
      await first.run({ ...pod, spec: { ...pod.spec, terminationGracePeriodSeconds: 3 } });
      await first.dispose();
      runtime.sandboxes.set(runtime.sandbox().id, { ...runtime.sandbox(), desired });
      const second = await connected();
      assert.equal(second.pod(key)?.desired, desired);
      await clock.advance(10_000);
      await settled();
      if (desired === 'Removed') {
        assert.deepEqual(runtime.standing(), []);
        assert.deepEqual(second.pods(), []);
      } else {
        assert.deepEqual(statesOf(second.pod(key)), ['a Error 0', 'b Error 0']);
        assert.equal(runtime.sandbox().state, 'SANDBOX_NOTREADY');
      }
    });
  }
});

describe('a pod from before', () => {
  it('is shown and supervised as its sandbox’s labels say', async () => {
    const first = await connected();
    await first.run(pod, { source: 'file:///pod.yaml' });
    const before = first.pod(key);
    await first.dispose();
    const second = await connected();
    assert.deepEqual(second.pod(key), before);
    await clock.advance(5000);
    runtime.exit(runtime.container('b').id, 1);
    await settled();
    assert.deepEqual(statesOf(second.pod(key)), ['a running 0', 'b running 1']);
  });

  for (const label of ['', 'null', '{}', '{"metadata":{}}', '{"spec":5']) {
    it(`is shown and removable where its manifest reads ${label || 'nothing'}, but not healed`, async () => {
      const first = await connected();
      await first.run(pod);
      await first.dispose();
      const sandbox = runtime.sandbox();
      runtime.sandboxes.set(sandbox.id, { ...sandbox, labels: { 'dev.dockerpods.pod': label } });
      const second = await connected();
      assert.deepEqual(statesOf(second.pod(key)), ['a running 0', 'b running 0']);
      await clock.advance(5000);
      runtime.calls.length = 0;
      runtime.exit(runtime.container('b').id, 1);
      await clock.advance(60_000);
      assert.deepEqual(runtime.calls, []);
      await second.remove(key);
      assert.deepEqual(runtime.standing(), []);
    });
  }

  it('is supervised again once it was run from its manifest', async () => {
    const first = await connected();
    await first.run(pod);
    await first.dispose();
    runtime.sandboxes.clear();
    const second = await connected();
    assert.equal(second.pods().length, 1);
    await second.run(pod);
    runtime.exit(runtime.container('b').id, 1);
    await settled();
    assert.deepEqual(statesOf(second.pod(key)), ['a running 0', 'b running 1']);
  });
});

describe('logs', () => {
  async function read(lines: AsyncIterable<{ text: string }>): Promise<string[]> {
    const all: string[] = [];
    for await (const { text } of lines) all.push(text);
    return all;
  }

  it('are those of the newest attempt, as many as asked for', async () => {
    const engine = await connected();
    await engine.run(pod);
    runtime.write(runtime.container('a').id, 'one', 'two', 'three');
    assert.deepEqual(await read(engine.logs(key, 'a')), ['one', 'two', 'three']);
    assert.deepEqual(await read(engine.logs(key, 'a', { tail: 1 })), ['three']);
    assert.deepEqual(await read(engine.logs(key, 'nobody')), []);
  });

  it('follow over a restart, and end with the pod', async () => {
    const engine = await connected();
    await engine.run(pod);
    runtime.write(runtime.container('b').id, 'old', 'first');
    const lines = read(engine.logs(key, 'b', { follow: true, tail: 1 }));
    await settled();
    runtime.exit(runtime.container('b').id, 1);
    await settled();
    assert.equal(runtime.container('b').attempt, 1);
    runtime.write(runtime.container('b').id, 'second', 'third');
    await settled();
    await engine.remove(key);
    assert.deepEqual(await lines, ['first', 'second', 'third']);
  });

  it('end by the signal', async () => {
    const engine = await connected();
    await engine.run(pod);
    const abort = new AbortController();
    const lines = read(engine.logs(key, 'a', { follow: true, signal: abort.signal }));
    await settled();
    abort.abort();
    assert.deepEqual(await lines, []);
  });
});

describe('changes', () => {
  it('are told once per turn, with the pods that changed', async () => {
    const engine = await connected();
    const told: string[][] = [];
    const unsubscribe = engine.onDidChangePods((keys) => told.push(keys.map(({ name }) => name)));
    await engine.run(pod);
    for (const names of told) assert.deepEqual(names, ['web']);
    const count = told.length;
    unsubscribe();
    await engine.remove(key);
    assert.equal(told.length, count);
  });

  it('of the connection are told, too', async () => {
    const engine = await connected();
    const told: string[] = [];
    engine.onDidChangeConnection(({ status }) => told.push(status));
    runtime.disconnect();
    await settled();
    runtime.connect();
    await settled();
    assert.deepEqual(told, ['unreachable', 'connected']);
    assert.equal(engine.connection.status, 'connected');
  });
});
