import assert from 'node:assert/strict';
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

    for (const order of ['stop', 'restart', 'remove'] as const) {
      it(`${order} that Docker refuses leaves the pod to its liveness probe`, async () => {
        const livenessProbe = { exec: { command: ['live'] }, periodSeconds: 1 };
        const engine = await connected();
        await engine.run(podOf([{ name: 'a', image: 'busybox:1.37', livenessProbe }]));
        runtime.on('markPodSandbox', failing('docker-failed'));
        await assert.rejects(engine[order](key), { code: 'docker-failed' });
        await clock.advance(3000);
        const tries = callsOf('execSync').length;
        await clock.advance(3000);
        assert.equal(callsOf('execSync').length, tries + 3);
        runtime.on('markPodSandbox', () => undefined);
        await engine.stop(key);
        const last = callsOf('execSync').length;
        await clock.advance(3000);
        assert.equal(callsOf('execSync').length, last);
      });
    }

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
      assert.equal(dataVolumes().length, 1);
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
});
