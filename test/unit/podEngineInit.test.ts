import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { Container, Lifecycle, PodSpec } from '../../src/engine/model/pod';
import type { ObjectSource, PodObject } from '../../src/engine/model/podObject';
import {
  beginWorld,
  callsOf,
  clock,
  connected,
  failing,
  newEngine,
  runtime,
  statesOf,
} from './support/engineWorld';
import { gate, settled } from './support/fakeClock';
import { key, podOf } from './support/pods';

const image = 'busybox:1.37';
const first: Container = { name: 'first', image };
const side: Container = { name: 'side', image, restartPolicy: 'Always' };
const last: Container = { name: 'last', image };
const withInit = (initContainers: Container[], spec: Partial<PodSpec> = {}) =>
  podOf(['a', 'b'], { initContainers, ...spec });

/** The container's newest attempt ends. */
async function ends(name: string, exitCode: number): Promise<void> {
  runtime.exit(runtime.container(name).id, exitCode);
  await settled();
  await settled();
}

describe('PodEngine', () => {
  beforeEach(beginWorld);

  describe('initialises a pod', () => {
    it('one step after the other, and its run is done with the last', async () => {
      const engine = await connected();
      let done = false;
      const run = engine.run(withInit([first, side, last])).then((snapshot) => {
        done = true;
        return snapshot;
      });
      await settled();
      assert.deepEqual(callsOf('createContainer'), ['createContainer first-0']);
      await ends('first', 0);
      assert.deepEqual(callsOf('createContainer').slice(1), [
        'createContainer side-0',
        'createContainer last-0',
      ]);
      assert.deepEqual(statesOf(engine.pod(key)), [
        'first Completed 0',
        'side running 0',
        'last running 0',
        'a PodInitializing 0',
        'b PodInitializing 0',
      ]);
      assert.equal(done, false);
      await ends('last', 0);
      assert.deepEqual(statesOf(await run).slice(3), ['a running 0', 'b running 0']);
      assert.equal(clock.pending, 0);
    });

    it('trying a failed step again at once, then after 10, 20 and 40 s', async () => {
      const engine = await connected();
      const run = engine.run(withInit([first]));
      await settled();
      for (const [index, wait] of [0, 10, 20, 40].entries()) {
        await ends('first', 1);
        if (wait > 0) {
          assert.equal(statesOf(engine.pod(key))[0], `first CrashLoopBackOff ${index}`);
          await clock.advance(wait * 1000 - 1);
          assert.equal(runtime.container('first').attempt, index, `not before ${wait} s`);
          await clock.advance(1);
        }
        await settled();
        assert.equal(runtime.container('first').attempt, index + 1);
      }
      await run;
      assert.deepEqual(
        callsOf('createContainer').filter((call) => / [ab]-/.test(call)),
        [],
      );
      await ends('first', 0);
      assert.deepEqual(statesOf(engine.pod(key)), ['first Completed 4', 'a running 0', 'b running 0']);
      await ends('a', 1);
      assert.equal(statesOf(engine.pod(key))[1], 'a running 1', 'its first crash waits for nothing');
    });

    it('of which it was seen by another window only, as far as it stands', async () => {
      const engine = await connected();
      engine.run(withInit([first, last])).catch(() => undefined);
      await settled();
      await ends('first', 0);
      await engine.dispose();
      const second = await connected();
      await clock.advance(10_000);
      await ends('last', 0);
      await clock.advance(1000);
      await settled();
      assert.deepEqual(statesOf(second.pod(key)).slice(2), ['a running 0', 'b running 0']);
      assert.deepEqual(callsOf('createContainer').length, 4);
    });

    for (const [verb, reason, attempt] of [
      ['createContainer', 'CreateContainerError', 0],
      ['startContainer', 'RunContainerError', 1],
    ] as const) {
      it(`and goes on trying where ${verb} of a later step fails`, async () => {
        const engine = await connected();
        const run = engine.run(withInit([first, last]));
        await settled();
        runtime.on(verb, failing('docker-failed'));
        await ends('first', 0);
        assert.deepEqual(statesOf(await run).slice(0, 2), ['first Completed 0', `last ${reason} ${attempt}`]);
        runtime.on(verb, () => undefined);
        await clock.advance(10_000);
        await settled();
        await ends('last', 0);
        assert.deepEqual(statesOf(engine.pod(key)).slice(2), ['a running 0', 'b running 0']);
        assert.equal(callsOf('runPodSandbox').length, 1);
      });
    }

    it('and keeps a stopped pod where starting it again is cancelled at a later step', async () => {
      const engine = await connected();
      const run = engine.run(withInit([first]));
      await settled();
      await ends('first', 0);
      await run;
      await engine.stop(key);
      const abort = new AbortController();
      const again = assert.rejects(engine.run(withInit([first]), { signal: abort.signal }), {
        code: 'cancelled',
      });
      await settled();
      runtime.on('createContainer', () => abort.abort());
      await clock.advance(1);
      await ends('first', 0);
      await again;
      await settled();
      assert.equal(engine.pod(key)?.desired, 'Stopped');
      assert.deepEqual(statesOf(engine.pod(key)), ['first Completed 0', 'a Error 0', 'b Error 0']);
      assert.equal(runtime.sandboxes.size, 1);
    });

    it('and takes all of it back where it is cancelled in between, as soon as the daemon is there', async () => {
      const engine = await connected();
      const abort = new AbortController();
      const run = assert.rejects(engine.run(withInit([first]), { signal: abort.signal }), {
        code: 'cancelled',
      });
      await settled();
      runtime.disconnect();
      abort.abort();
      await run;
      assert.notDeepEqual(runtime.standing(), []);
      runtime.connect();
      await clock.advance(1000);
      assert.deepEqual(runtime.standing(), []);
      assert.deepEqual(engine.pods(), []);
    });

    it('and goes on where the daemon was away meanwhile', async () => {
      const engine = await connected();
      const run = engine.run(withInit([first]));
      await settled();
      runtime.disconnect();
      await settled();
      runtime.exit(runtime.container('first').id, 0);
      runtime.connect();
      await clock.advance(1000);
      assert.deepEqual(statesOf(await run), ['first Completed 0', 'a running 0', 'b running 0']);
    });

    it('which somebody takes away: its run is cancelled', async () => {
      const engine = await connected();
      const run = assert.rejects(engine.run(withInit([first])), { code: 'cancelled' });
      await settled();
      for (const { id } of [runtime.container('first'), runtime.sandbox()]) runtime.removeOutside(id);
      await run;
      await clock.advance(60_000);
      assert.deepEqual(engine.pods(), []);
      assert.equal(clock.pending, 0);
    });
  });

  describe('restarts all containers', () => {
    const rules: Partial<Container> = {
      restartPolicyRules: [{ action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [88] } }],
    };

    it('again and again, the later the longer, in one sandbox', async () => {
      const engine = await connected();
      await engine.run(podOf(['a', { name: 'b', image, restartPolicy: 'Always', ...rules }]));
      for (const wait of [0, 10, 20]) {
        await clock.advance(1);
        await ends('b', 88);
        await clock.advance(wait * 1000 + 10);
        await settled();
      }
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 3', 'b running 3']);
      assert.equal(runtime.sandbox().attempt, 0);
      assert.deepEqual(callsOf('stopContainer'), [
        'stopContainer a-0 0',
        'stopContainer a-1 0',
        'stopContainer a-2 0',
      ]);
      assert.ok(runtime.containers.size <= 5, 'old attempts go');
    });

    it('and what had succeeded before does not count, however long ago that is', async () => {
      const engine = await connected();
      const run = engine.run(withInit([{ ...side, ...rules }, last]));
      await settled();
      await ends('last', 0);
      await run;
      await clock.advance(1);
      runtime.on('createContainer', (subject) => {
        if (subject.startsWith('last')) failing('docker-failed')();
      });
      await ends('side', 88);
      for (let crashes = 0; crashes < 3; crashes++) {
        await clock.advance(60_000);
        await ends('side', 1);
      }
      await clock.advance(300_000);
      assert.equal(runtime.container('side').attempt, 4);
      assert.equal(runtime.container('a').attempt, 0, 'the app waits for what comes before it');
      runtime.on('createContainer', () => undefined);
      await clock.advance(300_000);
      await ends('last', 0);
      assert.deepEqual(statesOf(engine.pod(key)).slice(1), [
        'last Completed 1',
        'a running 1',
        'b running 1',
      ]);
    });
  });

  describe('ends a pod', () => {
    it('its containers first, then its sidecars, the last first', async () => {
      const engine = await connected();
      await engine.run(podOf(['a', 'b'], { initContainers: [side, { ...side, name: 'proxy' }] }));
      const [aMayEnd, proxyMayEnd] = [gate(), gate()];
      runtime.on('stopContainer', (subject) =>
        subject.startsWith('a')
          ? aMayEnd.opened
          : subject.startsWith('proxy')
            ? proxyMayEnd.opened
            : undefined,
      );
      const stopped = engine.stop(key);
      await settled();
      assert.deepEqual(callsOf('stopContainer').sort(), ['stopContainer a-0 30', 'stopContainer b-0 30']);
      await clock.advance(10_000);
      aMayEnd.open();
      await settled();
      assert.deepEqual(callsOf('stopContainer').slice(2), ['stopContainer proxy-0 20']);
      proxyMayEnd.open();
      await stopped;
      assert.deepEqual(callsOf('stopContainer').slice(3), ['stopContainer side-0 20']);
      assert.equal(clock.pending, 0);
    });

    it('a sidecar within the grace period, though a container does not end in it', async () => {
      const engine = await connected();
      await engine.run(podOf(['a'], { initContainers: [side] }));
      const mayEnd = gate();
      runtime.on('stopContainer', (subject) => (subject.startsWith('a') ? mayEnd.opened : undefined));
      const stopped = engine.stop(key);
      await clock.advance(30_000);
      await settled();
      assert.deepEqual(callsOf('stopContainer'), ['stopContainer a-0 30', 'stopContainer side-0 2']);
      mayEnd.open();
      await stopped;
    });

    it('at its deadline, whatever it is at, and for good', async () => {
      const engine = await connected();
      await engine.run(podOf(['a', 'b'], { activeDeadlineSeconds: 60, initContainers: [side] }));
      await clock.advance(30_000);
      await ends('b', 1);
      await clock.advance(29_999);
      assert.deepEqual(callsOf('stopContainer'), []);
      await clock.advance(1);
      await settled();
      const { status } = engine.pod(key) ?? {};
      assert.deepEqual([status?.phase, status?.reason], ['Failed', 'DeadlineExceeded']);
      const stops = callsOf('stopContainer');
      assert.deepEqual(
        [...stops.slice(0, 2).sort(), ...stops.slice(2)],
        ['stopContainer a-0 30', 'stopContainer b-1 30', 'stopContainer side-0 30'],
      );
      assert.equal(clock.pending, 0);
      await engine.dispose();
      const second = await connected();
      await clock.advance(3_600_000);
      assert.equal(second.pod(key)?.status.reason, 'DeadlineExceeded');
      assert.equal(callsOf('startContainer').length, 4);
      await second.restart(key);
      assert.equal(second.pod(key)?.status.phase, 'Running', 'asked for again it has its time again');
    });

    it('and takes no deadline for exceeded that came later', async () => {
      const engine = await connected();
      await engine.run(podOf(['a'], { activeDeadlineSeconds: 60, restartPolicy: 'Never' }));
      await clock.advance(1000);
      await ends('a', 0);
      await clock.advance(3_600_000);
      assert.equal(engine.pod(key)?.status.phase, 'Succeeded');
      assert.equal(engine.pod(key)?.status.reason, undefined);
    });

    it('waits for a deadline in months without a timer that overflows', async () => {
      const engine = await connected();
      await engine.run(podOf(['a'], { activeDeadlineSeconds: 10_000_000 }));
      await clock.advance(86_400_000 * 2);
      assert.equal(engine.pod(key)?.status.phase, 'Running');
      assert.equal(clock.pending, 1);
    });
  });

  describe('waits for an object', () => {
    const env = [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'a' } } }];
    const wanting: Container = { name: 'b', image, env };
    const settings: PodObject = {
      kind: 'ConfigMap',
      namespace: key.namespace,
      name: 'settings',
      data: { a: Buffer.from('1').toString('base64') },
    };
    let found: PodObject | undefined;
    const objects: ObjectSource = { find: async () => found };
    beforeEach(() => {
      found = undefined;
    });

    it('with the container that wants it, and says so; the run does not wait', async () => {
      const engine = await connected(objects);
      const snapshot = await engine.run(podOf(['a', wanting]));
      assert.deepEqual(statesOf(snapshot), ['a running 0', 'b CreateContainerConfigError 0']);
      assert.match(
        snapshot.status.containerStatuses[1]?.state.waiting?.message ?? '',
        /ConfigMap "settings"/,
      );
      assert.equal(snapshot.status.phase, 'Pending');
      found = settings;
      engine.objectsChanged();
      await clock.advance(1000);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', 'b running 0']);
    });

    it('looking again from time to time, where nobody tells', async () => {
      const engine = await connected(objects);
      await engine.run(podOf(['a', wanting]));
      await clock.advance(5000);
      found = settings;
      await clock.advance(4999);
      assert.equal(statesOf(engine.pod(key))[1], 'b CreateContainerConfigError 0');
      await clock.advance(1);
      await settled();
      assert.equal(statesOf(engine.pod(key))[1], 'b running 0');
    });

    it('also an init container', async () => {
      const engine = await connected(objects);
      const snapshot = await engine.run(podOf(['a'], { initContainers: [wanting] }));
      assert.deepEqual(statesOf(snapshot), ['b CreateContainerConfigError 0', 'a PodInitializing 0']);
      found = settings;
      engine.objectsChanged();
      await clock.advance(1000);
      await ends('b', 0);
      assert.deepEqual(statesOf(engine.pod(key)), ['b Completed 0', 'a running 0']);
    });

    it('that a volume takes its files from: nothing of the pod starts before', async () => {
      const engine = await connected(objects);
      const volumes = [{ name: 'files', configMap: { name: 'settings' } }];
      const snapshot = await engine.run(podOf(['a', 'b'], { volumes }));
      assert.deepEqual(statesOf(snapshot), ['a ContainerCreating 0', 'b ContainerCreating 0']);
      assert.match(
        snapshot.status.containerStatuses[0]?.state.waiting?.message ?? '',
        /ConfigMap "settings"/,
      );
      assert.deepEqual(callsOf('startContainer'), []);
      await clock.advance(3000);
      found = settings;
      engine.objectsChanged();
      await settled();
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', 'b running 0']);
      assert.equal(callsOf('runPodSandbox').length, 1);
    });

    it('and takes the environment as it is by then', async () => {
      const values = [settings];
      const both: ObjectSource = { find: async ({ name }) => values.find((object) => object.name === name) };
      const engine = await connected(both);
      const made: unknown[] = [];
      const { createContainer } = runtime;
      runtime.createContainer = (...args) => {
        made.push(args[1].envs);
        return createContainer(...args);
      };
      await engine.run(podOf([wanting], { volumes: [{ name: 'files', configMap: { name: 'late' } }] }));
      assert.deepEqual(made, [[{ name: 'A', value: '1' }]]);
      const changed = { ...settings, data: { a: Buffer.from('2').toString('base64') } };
      values.splice(0, 1, changed, { ...settings, name: 'late' });
      engine.objectsChanged();
      await clock.advance(1000);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['b running 0']);
      assert.deepEqual(made.at(-1), [{ name: 'A', value: '2' }]);
      assert.deepEqual([...runtime.containers.values()].length, 1);
    });

    it('and sees in a volume what changed while the pod was made', async () => {
      found = settings;
      const engine = await connected(objects);
      const written: string[] = [];
      const { sandboxFiles } = runtime;
      runtime.sandboxFiles = (id, deeds) => {
        for (const deed of deeds)
          if (deed.kind === 'write' && deed.path.endsWith('/a')) written.push(String(deed.data));
        return sandboxFiles(id, deeds);
      };
      runtime.on('startContainer', () => {
        found = { ...settings, data: { a: Buffer.from('2').toString('base64') } };
        engine.objectsChanged();
      });
      await engine.run(podOf(['a'], { volumes: [{ name: 'files', configMap: { name: 'settings' } }] }));
      await settled();
      await settled();
      assert.deepEqual(written, ['1', '2']);
    });

    it('of another window too, which had none', async () => {
      const first = await connected(objects);
      await first.run(podOf(['a', wanting]));
      await first.dispose();
      const second = newEngine({}, { find: async () => settings });
      runtime.connect();
      await clock.advance(10_000);
      await settled();
      assert.deepEqual(statesOf(second.pod(key)), ['a running 0', 'b running 0']);
    });
  });

  describe('runs hooks', () => {
    const hooked = (lifecycle: Lifecycle): Container => ({ name: 'a', image, lifecycle });
    const postStart = { exec: { command: ['greet'] } };

    it('and the container runs when its postStart is through', async () => {
      const engine = await connected();
      const mayGreet = gate();
      runtime.on('execSync', () => mayGreet.opened);
      const run = engine.run(podOf([hooked({ postStart })]));
      await settled();
      assert.deepEqual(callsOf('startContainer', 'execSync'), ['startContainer a-0', 'execSync a-0 greet']);
      assert.deepEqual(statesOf(engine.pod(key)), ['a ContainerCreating 0']);
      mayGreet.open();
      assert.deepEqual(statesOf(await run), ['a running 0']);
    });

    it('and leaves nothing on the signal of its start, which others have as well', async () => {
      const engine = await connected();
      const { signal } = new AbortController();
      const listeners: number[] = [];
      runtime.on('execSync', () => {
        listeners.push(getEventListeners(signal, 'abort').length);
      });
      await engine.run(podOf([hooked({ postStart })]), { signal });
      assert.ok(listeners[0], 'it is listened to while the hook runs');
      assert.equal(getEventListeners(signal, 'abort').length, 0);
    });

    it('and ends the container whose postStart fails: its policy says what comes then', async () => {
      const engine = await connected();
      let greetings = 0;
      runtime.on('execSync', () => {
        if (++greetings < 3) failing('docker-failed')();
      });
      await engine.run(podOf([hooked({ postStart })]));
      await settled();
      assert.deepEqual(callsOf('stopContainer'), ['stopContainer a-0 30', 'stopContainer a-1 30']);
      assert.equal(runtime.container('a').attempt, 1);
      await clock.advance(10_000);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 2']);
    });

    it('and does not wait for one that hangs where the pod shall stop', async () => {
      const engine = await connected();
      runtime.on('execSync', () => new Promise(() => undefined));
      const run = engine.run(podOf([hooked({ postStart })]));
      await settled();
      await engine.stop(key);
      await run;
      assert.equal(engine.pod(key)?.desired, 'Stopped');
      assert.deepEqual(callsOf('stopContainer'), ['stopContainer a-0 30']);
    });

    it('preStop first, of whose time the container has the rest, and none where it is killed', async () => {
      const engine = await connected();
      const mayEnd = gate();
      const preStop = { exec: { command: ['bye'] } };
      await engine.run(podOf([hooked({ preStop })], { terminationGracePeriodSeconds: 10 }));
      runtime.on('execSync', () => mayEnd.opened);
      const stopped = engine.stop(key);
      await clock.advance(4000);
      assert.deepEqual(callsOf('execSync', 'stopContainer'), ['execSync a-0 bye']);
      mayEnd.open();
      await stopped;
      assert.deepEqual(callsOf('execSync', 'stopContainer'), ['execSync a-0 bye', 'stopContainer a-0 6']);
    });
  });
});
