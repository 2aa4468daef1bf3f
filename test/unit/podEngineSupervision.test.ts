import assert from 'node:assert/strict';
import { EngineError } from '../../src/engine/model/engineError';
import {
  beginWorld,
  callsOf,
  clock,
  connected,
  dataVolumes,
  failing,
  pod,
  runtime,
  statesOf,
} from './support/engineWorld';
import { settled } from './support/fakeClock';
import { key, podOf } from './support/pods';

describe('PodEngine', () => {
  beforeEach(beginWorld);

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
      assert.equal(dataVolumes().length, 1);
      const running = [...runtime.containers.values()].filter(({ state }) => state === 'CONTAINER_RUNNING');
      assert.equal(running.length, 2);
    });

    it('has failed with its sandbox where nothing shall be restarted', async () => {
      const engine = await connected();
      await engine.run(podOf(['a', 'b'], { restartPolicy: 'Never' }));
      runtime.exit(runtime.sandbox().id, 137);
      await clock.advance(60_000);
      assert.deepEqual(callsOf('runPodSandbox'), ['runPodSandbox web-0']);
      assert.equal(callsOf('startContainer').length, 2);
      assert.equal(engine.pod(key)?.status.phase, 'Failed');
      assert.equal(clock.pending, 0);
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

    it('makes such a sandbox ready once more: what it had in memory is gone', async () => {
      const settings = { kind: 'ConfigMap' as const, namespace: key.namespace, name: 'settings', data: {} };
      const engine = await connected({ find: async () => ({ ...settings, data: { a: 'MQ==' } }) });
      await engine.run(podOf(['a'], { volumes: [{ name: 'files', configMap: { name: 'settings' } }] }));
      const written = () => [...runtime.files].filter(([path]) => path.endsWith('/a')).map(String);
      const before = written();
      assert.ok(before.length > 0);
      runtime.exit(runtime.container('a').id, 1);
      await clock.advance(1000);
      runtime.exit(runtime.container('a').id, 1);
      await clock.advance(1000);
      runtime.on('podSandboxStatus', () => {
        if (runtime.sandbox().state === 'SANDBOX_READY') return;
        for (const [path] of runtime.files) if (path.startsWith('/v/')) runtime.files.delete(path);
        runtime.restartOutside(runtime.sandbox().id);
      });
      runtime.exit(runtime.sandbox().id, 0);
      await clock.advance(20_000);
      assert.equal(runtime.sandbox().attempt, 0);
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 2']);
      assert.deepEqual(written(), before);
    });

    it('makes a container anew that was removed from outside', async () => {
      const engine = await connected();
      await engine.run(pod);
      runtime.removeOutside(runtime.container('b').id);
      await clock.advance(1000);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', 'b running 1']);
    });

    for (const order of [
      ['sandbox', 'a', 'b'],
      ['a', 'b', 'sandbox'],
    ]) {
      it(`does not fight somebody who removes it piece by piece: ${order.join(', ')}`, async () => {
        const engine = await connected();
        await engine.run(pod);
        runtime.calls.length = 0;
        for (const name of order) {
          const { id } = name === 'sandbox' ? runtime.sandbox() : runtime.container(name);
          runtime.removeOutside(id);
          await clock.advance(300);
        }
        await clock.advance(60_000);
        assert.deepEqual(runtime.calls, []);
        assert.deepEqual(engine.pods(), []);
        assert.equal(clock.pending, 0);
      });
    }

    it('does not bring back what is removed all at once, each killed before it is gone', async () => {
      const engine = await connected();
      await engine.run(pod);
      await clock.advance(60_000);
      const ids = [runtime.sandbox().id, ...['a', 'b'].map((name) => runtime.container(name).id)];
      const [, a = '', b = ''] = ids;
      runtime.exit(a, 137);
      runtime.exit(b, 137);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 1', 'b running 1']);
      for (const id of ids) runtime.removeOutside(id);
      await clock.advance(60_000);
      await settled();
      assert.deepEqual(engine.pods(), []);
      assert.deepEqual([runtime.containers.size, runtime.sandboxes.size, dataVolumes().length], [0, 0, 0]);
      assert.equal(clock.pending, 0);
    });

    it('keeps a pod whose dead attempts are pruned after its sandbox was removed', async () => {
      const engine = await connected();
      await engine.run(pod);
      await clock.advance(60_000);
      runtime.exit(runtime.sandbox().id, 137);
      await settled();
      runtime.removeOutside(runtime.sandbox().id);
      await clock.advance(1000);
      await settled();
      await clock.advance(990);
      for (const { id, state } of [...runtime.containers.values()])
        if (state === 'CONTAINER_EXITED') runtime.removeOutside(id);
      await clock.advance(60_000);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 2', 'b running 2']);
    });

    it('heals what was removed of a pod that it has just made anew', async () => {
      const engine = await connected();
      await engine.run(pod);
      await clock.advance(60_000);
      runtime.exit(runtime.sandbox().id, 137);
      await settled();
      runtime.removeOutside(runtime.sandbox().id);
      await clock.advance(20_000);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 2', 'b running 2']);
    });

    it('makes the sandbox anew that was removed from outside', async () => {
      const engine = await connected();
      await engine.run(pod);
      runtime.removeOutside(runtime.sandbox().id);
      await clock.advance(1000);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 1', 'b running 1']);
      assert.equal(runtime.sandboxes.size, 1);
    });

    it('tries a container again with back-off that cannot be made', async () => {
      const engine = await connected();
      await engine.run(pod);
      runtime.on('createContainer', failing('docker-failed'));
      runtime.removeOutside(runtime.container('b').id);
      await clock.advance(1000);
      await settled();
      assert.equal(callsOf('createContainer').length, 3);
      const waiting = engine.pod(key)?.status.containerStatuses[1]?.state.waiting;
      assert.notEqual(waiting?.reason, 'ContainerCreating', 'it says that it does not go on');
      await clock.advance(9999);
      assert.equal(callsOf('createContainer').length, 3);
      runtime.on('createContainer', () => undefined);
      await clock.advance(1);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', 'b running 1']);
    });

    it('tries again what Docker refused, after 1, 2, 4 … 30 s', async () => {
      const engine = await connected();
      await engine.run(podOf(['a'], { restartPolicy: 'Never' }));
      runtime.on('stopPodSandbox', failing('docker-failed'));
      const tries = () => callsOf('stopPodSandbox').length;
      runtime.exit(runtime.container('a').id, 0);
      await settled();
      assert.equal(tries(), 1);
      for (const [index, wait] of [1, 2, 4, 8, 16, 30, 30].entries()) {
        await clock.advance(wait * 1000 - 1);
        assert.equal(tries(), index + 1, `not before ${wait} s`);
        await clock.advance(1);
        await settled();
        assert.equal(tries(), index + 2, `after ${wait} s`);
      }
      runtime.on('stopPodSandbox', () => undefined);
      await clock.advance(30_000);
      await settled();
      assert.equal(runtime.sandbox().state, 'SANDBOX_NOTREADY');
      assert.equal(clock.pending, 0);
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
      assert.equal(dataVolumes().length, 1);
      runtime.on('startSandbox', () => undefined);
      await clock.advance(10_000);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 1', 'b running 1']);
    });
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

    for (const crashes of ['before', 'after']) {
      it(`waits on where its last container crashed ${crashes} the window was loaded anew`, async () => {
        const first = await connected();
        await first.run(pod);
        const crash = async () => {
          runtime.exit(runtime.container('b').id, 1);
          await settled();
        };
        for (const wait of [0, 10, 20]) {
          await crash();
          await clock.advance(wait * 1000);
          await settled();
        }
        if (crashes === 'before') await crash();
        await first.dispose();
        const second = await connected();
        if (crashes === 'after') await crash();
        assert.deepEqual(statesOf(second.pod(key)), ['a running 0', 'b CrashLoopBackOff 3']);
        await clock.advance(39_999);
        assert.equal(runtime.container('b').attempt, 3);
        await clock.advance(1);
        await settled();
        assert.deepEqual(statesOf(second.pod(key)), ['a running 0', 'b running 4']);
        await crash();
        await clock.advance(79_999);
        assert.equal(runtime.container('b').attempt, 4);
      });
    }

    for (const label of ['', 'null', '{}', '{"metadata":{}}', '{"spec":5']) {
      it(`is shown and removable where its manifest reads ${label || 'nothing'}, but not healed`, async () => {
        const first = await connected();
        await first.run(pod);
        await first.dispose();
        const sandbox = runtime.sandbox();
        runtime.sandboxes.set(sandbox.id, { ...sandbox, labels: { 'dev.dockerpods.pod': label } });
        runtime.calls.length = 0;
        const second = await connected();
        assert.deepEqual(statesOf(second.pod(key)), ['a running 0', 'b running 0']);
        await clock.advance(5000);
        assert.deepEqual(runtime.calls, [], 'it stays given to Docker');
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
});
