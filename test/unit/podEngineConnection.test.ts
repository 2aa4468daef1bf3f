import assert from 'node:assert/strict';
import { EngineError } from '../../src/engine/model/engineError';
import { labels } from '../../src/engine/plan/names';
import {
  beginWorld,
  callsOf,
  clock,
  connected,
  dataVolumes,
  newEngine,
  pod,
  runtime,
  statesOf,
} from './support/engineWorld';
import { gate, settled } from './support/fakeClock';
import { at, containerStatus, key, podOf, sandboxStatus } from './support/pods';

describe('PodEngine', () => {
  beforeEach(beginWorld);

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

    it('plans the pod for a daemon that comes back as another, and restarts nothing for that', async () => {
      const engine = await connected();
      await engine.run(podOf(['a'], { resources: { limits: { memory: '64Mi' } } }));
      const before = runtime.calls.length;
      runtime.disconnect();
      runtime.connect('tcp://elsewhere:2375', { cgroupDriver: 'systemd' });
      await settled();
      assert.deepEqual(runtime.calls.slice(before), []);
      const planned: (string | undefined)[] = [];
      const { runPodSandbox, createContainer } = runtime;
      runtime.runPodSandbox = (config, attempt) => {
        planned.push(config.cgroupParent);
        return runPodSandbox(config, attempt);
      };
      runtime.createContainer = (sandboxId, config, ...rest) => {
        planned.push(config.cgroupParent);
        return createContainer(sandboxId, config, ...rest);
      };
      runtime.removeOutside(runtime.sandbox().id);
      await clock.advance(60_000);
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 1']);
      assert.equal(planned.length, 2);
      for (const parent of planned) assert.match(parent ?? '', /\.slice$/);
    });

    it('takes nothing back from another daemon', async () => {
      const engine = await connected();
      runtime.on('startContainer', () => runtime.disconnect());
      await assert.rejects(engine.run(pod), { code: 'docker-unreachable' });
      // What stands is another window's, on a daemon where the same pod was just run.
      const before = runtime.standing();
      runtime.on('startContainer', () => undefined);
      runtime.connect('tcp://elsewhere:2375');
      await settled();
      assert.deepEqual(runtime.standing(), before);
      runtime.disconnect();
      runtime.connect();
      await settled();
      assert.deepEqual(runtime.standing(), before, 'it is forgotten');
    });

    it('takes nothing back that another window has made of the pod since', async () => {
      const engine = await connected();
      await engine.run(pod);
      runtime.on('startContainer', (subject) => {
        if (subject === 'b-1') runtime.disconnect();
      });
      runtime.exit(runtime.sandbox().id, 137);
      await settled();
      runtime.on('startContainer', () => undefined);
      await clock.advance(5000);
      // As the other window, which was sooner there again.
      const theirs = { ...runtime.sandbox(), id: 'theirs', attempt: 2, createdAt: at(5), startedAt: at(5) };
      runtime.sandboxes.set('theirs', { ...theirs, state: 'SANDBOX_READY' });
      for (const name of ['a', 'b']) {
        const standing = { sandboxId: 'theirs', createdAt: at(5), startedAt: at(5) };
        const id = `their ${name}`;
        runtime.containers.set(id, {
          ...runtime.container(name),
          ...standing,
          id,
          attempt: 2,
          state: 'CONTAINER_RUNNING',
        });
      }
      runtime.connect();
      await clock.advance(60_000);
      assert.equal(engine.pod(key)?.sandbox?.id, 'theirs');
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 2', 'b running 2']);
      assert.equal(runtime.sandboxes.size, 1);
    });

    it('begins anew with a pod that another window has removed and run again', async () => {
      const engine = await connected();
      await engine.run(pod);
      for (let crash = 0; crash < 3; crash++) {
        runtime.exit(runtime.container('b').id, 1);
        await clock.advance(20_000);
      }
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', 'b running 3']);
      runtime.disconnect();
      const created = new Date(clock.now()).toISOString();
      const theirs = { createdAt: created, startedAt: created };
      const a = { ...runtime.container('a'), id: 'their a', sandboxId: 'theirs', ...theirs };
      const sandbox = { ...runtime.sandbox(), id: 'theirs', ...theirs };
      runtime.containers.clear();
      runtime.sandboxes.clear();
      runtime.sandboxes.set('theirs', sandbox);
      runtime.containers.set(a.id, a);
      runtime.calls.length = 0;
      runtime.connect();
      await clock.advance(60_000);
      await settled();
      assert.deepEqual(callsOf('createContainer'), ['createContainer b-0'], 'the name is the lock');
      runtime.exit(runtime.container('b').id, 1);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', 'b running 1'], 'its first crash');
    });

    it('takes volumes back where the daemon went before the sandbox was made', async () => {
      const engine = await connected();
      runtime.on('createSandbox', () => {
        runtime.disconnect();
        throw new EngineError('docker-unreachable', { endpoint: '' });
      });
      await assert.rejects(engine.run(pod), { code: 'docker-unreachable' });
      assert.equal(dataVolumes().length, 1);
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
      assert.equal(dataVolumes().length, 1);
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
      assert.equal(dataVolumes().length, 1);
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
      const engine = newEngine();
      runtime.on('listContainers', () => new Promise(() => undefined));
      runtime.connect();
      const call = assert.rejects(engine.run(pod), { code: 'docker-unreachable' });
      await clock.advance(5000);
      await call;
    });

    it('leaves no timer behind', async () => {
      const engine = await connected();
      const first = newEngine();
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

    it('heal what the other has run anew from another manifest as that says', async () => {
      const first = await connected();
      await first.run(pod, { source: 'file:///old.yaml' });
      runtime.disconnect();
      const changed = podOf(['b', 'c']);
      const own = { ...sandboxStatus(changed).labels, [labels.source]: 'file:///new.yaml' };
      runtime.sandboxes.clear();
      runtime.sandboxes.set('sandbox-0', sandboxStatus(changed, { labels: own }));
      runtime.containers.clear();
      for (const name of ['b', 'c']) runtime.containers.set(`${name}-0`, containerStatus(name));
      runtime.connect();
      await clock.advance(10_000);
      runtime.calls.length = 0;
      runtime.exit(runtime.container('c').id, 1);
      await clock.advance(10_000);
      assert.deepEqual(callsOf('createContainer', 'startContainer'), [
        'createContainer c-1',
        'startContainer c-1',
      ]);
      assert.deepEqual(statesOf(first.pod(key)), ['b running 0', 'c running 1']);
      assert.equal(first.pod(key)?.source, 'file:///new.yaml');
    });

    it('rebuild a pod with the settings it was run with, not with their own', async () => {
      const published = podOf([
        { name: 'a', image: 'busybox:1.37', ports: [{ containerPort: 80, hostPort: 8080 }] },
      ]);
      const first = newEngine({ hostIP: '0.0.0.0' });
      runtime.connect();
      await settled();
      await first.run(published);
      await first.dispose();
      const second = newEngine({ hostIP: '10.0.0.1', runtime: 'runc' });
      runtime.connect();
      await clock.advance(10_000);
      runtime.exit(runtime.sandbox().id, 137);
      await clock.advance(10_000);
      const rebuilt = runtime.sandbox();
      assert.equal(rebuilt.attempt, 1);
      assert.equal(rebuilt.portMappings[0]?.hostIP, '0.0.0.0');
      assert.equal(rebuilt.labels[labels.runtime], undefined);
      assert.equal(second.pod(key)?.publishedPorts[0]?.hostIP, '0.0.0.0');
    });

    it('heal a pod whose containers one saw before its sandbox', async () => {
      const first = await connected();
      await first.run(pod);
      await first.dispose();
      const sandbox = runtime.sandbox();
      runtime.sandboxes.clear();
      const second = await connected();
      runtime.sandboxes.set(sandbox.id, sandbox);
      runtime.restartOutside(sandbox.id);
      await clock.advance(10_000);
      runtime.exit(runtime.container('b').id, 1);
      await settled();
      assert.deepEqual(statesOf(second.pod(key)), ['a running 0', 'b running 1']);
    });

    it('leave a young sandbox of the other alone for 5 s, then help', async () => {
      await connected();
      const first = newEngine();
      runtime.connect();
      runtime.on('startContainer', (subject) =>
        subject === 'b-0' ? new Promise(() => undefined) : undefined,
      );
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

    it('run a job once that ended while the other answered the same end', async () => {
      const first = await connected();
      await first.run(podOf(['a', 'b'], { restartPolicy: 'OnFailure' }));
      await connected();
      await clock.advance(10_000);
      const firstIsDone = gate();
      let creates = 0;
      runtime.on('createContainer', () => (++creates === 2 ? firstIsDone.opened : undefined));
      runtime.exit(runtime.container('b').id, 1);
      await settled();
      assert.equal(creates, 2, 'both answer');
      const { id } = runtime.container('b');
      runtime.exit(id, 0);
      await settled();
      firstIsDone.open();
      await clock.advance(60_000);
      assert.equal(runtime.container('b').id, id);
      assert.deepEqual(callsOf('startContainer').slice(2), ['startContainer b-1']);
    });

    it('leave to each other what each has made where one is cancelled', async () => {
      const first = await connected();
      const second = await connected();
      const sandboxMayRun = gate();
      runtime.on('startSandbox', () => sandboxMayRun.opened);
      const abort = new AbortController();
      const run = first.run(pod);
      const cancelled = assert.rejects(second.run(pod, { signal: abort.signal }), { code: 'cancelled' });
      await settled();
      const before = runtime.standing();
      abort.abort();
      sandboxMayRun.open();
      await Promise.all([run, cancelled]);
      assert.deepEqual(runtime.standing(), before);
      assert.deepEqual(statesOf(first.pod(key)), ['a running 0', 'b running 0']);
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

    for (const verb of ['removeContainer', 'removePodSandbox']) {
      it(`leave nothing where one heals while the other is at ${verb}`, async () => {
        const healer = await connected();
        await healer.run(pod);
        // The sandbox is young, and not its own: it does not heal, too.
        const remover = await connected();
        const [mayCreate, mayRemove] = [gate(), gate()];
        runtime.on('createContainer', () => mayCreate.opened);
        runtime.on(verb, () => mayRemove.opened);
        runtime.exit(runtime.container('b').id, 1);
        await settled();
        const removed = remover.remove(key).catch((error: unknown) => error);
        await settled();
        mayCreate.open();
        await settled();
        mayRemove.open();
        const failure = await removed;
        if (verb === 'removeContainer') assert.equal(failure, undefined);
        await clock.advance(60_000);
        assert.ok(callsOf('createContainer').includes('createContainer b-1'));
        assert.deepEqual(runtime.standing(), []);
        assert.deepEqual([...healer.pods(), ...remover.pods()], []);
        assert.equal(clock.pending, 0);
      });
    }

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
});
