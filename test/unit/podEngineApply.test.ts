import assert from 'node:assert/strict';
import type { EngineError } from '../../src/engine/model/engineError';
import type { Container, Pod, PodSpec } from '../../src/engine/model/pod';
import { keptDirectory } from '../../src/engine/plan/keptVolume';
import type { PodChange } from '../../src/engine/plan/podChange';
import { hashOf, specHashOf } from '../../src/engine/plan/specHash';
import type { PodEngine } from '../../src/engine/podEngine';
import type { AppliedManifest } from '../../src/engine/supervise/appliedManifest';
import { beginWorld, callsOf, clock, connected, failing, runtime, statesOf } from './support/engineWorld';
import { gate, settled } from './support/fakeClock';
import { at, key, planOf, podOf } from './support/pods';

const image = 'busybox:1.37';
const a: Container = { name: 'a', image };
const b: Container = { name: 'b', image };
const spec: Partial<PodSpec> = {
  initContainers: [
    { name: 'first', image },
    { name: 'side', image, restartPolicy: 'Always' },
  ],
  volumes: [{ name: 'data', emptyDir: {} }],
};
const before = podOf([a, b], spec);
const args = (container: Container, ...words: string[]) => ({ ...container, args: words });
const changed = podOf([a, args(b, 'x')], spec);

/** The pod `before`, all of it running. */
async function standing(pod: Pod = before): Promise<PodEngine> {
  const engine = await connected();
  const run = engine.run(pod, { source: 'file:///pod.yaml' });
  await throughInit();
  await run;
  runtime.calls.length = 0;
  return engine;
}

async function throughInit(): Promise<void> {
  await settled();
  runtime.exit(runtime.container('first').id, 0);
}

/** Puts what is kept of the manifest `changed` with the pod, or takes it away. */
async function write(manifest: AppliedManifest | undefined): Promise<void> {
  const { specHash } = planOf(changed);
  const path = `${keptDirectory}/manifest-${specHash}.json`;
  const data = Buffer.from(JSON.stringify(manifest) ?? '');
  await runtime.sandboxFiles(runtime.sandbox().id, [
    manifest ? { kind: 'write', path, mode: 0o600, data } : { kind: 'remove', path },
  ]);
}

const deeds = () =>
  callsOf(
    'stopContainer',
    'removeContainer',
    'createContainer',
    'startContainer',
    'runPodSandbox',
    'markPodSandbox',
  );

describe('PodEngine applies a changed manifest', () => {
  beforeEach(beginWorld);

  it('replaces the container whose entry changed, alone', async () => {
    const engine = await standing();
    const [sandbox, other] = [runtime.sandbox().id, runtime.container('a').id];
    const snapshot = await engine.run(changed, { source: 'file:///pod.yaml' });
    assert.deepEqual(deeds(), [
      `markPodSandbox web-0 ${specHashOf(changed)}`,
      'stopContainer b-0 30',
      'createContainer b-1',
      'startContainer b-1',
    ]);
    assert.deepEqual(statesOf(snapshot), [
      'first Completed 0',
      'side running 0',
      'a running 0',
      'b running 1',
    ]);
    assert.deepEqual([runtime.sandbox().id, runtime.container('a').id], [sandbox, other]);
    assert.deepEqual(snapshot.spec, changed.spec);
    assert.equal(snapshot.specHash, specHashOf(changed));
    assert.equal(snapshot.metadata.creationTimestamp, at(0));
    assert.equal(snapshot.activity, undefined);
  });

  it('takes in what replaces nothing, without touching a container', async () => {
    const engine = await standing();
    const labelled = { ...before, metadata: { ...before.metadata, labels: { tier: 'web' } } };
    const snapshot = await engine.run(labelled, { mayReplace: () => assert.fail('it asked') });
    assert.deepEqual(deeds(), [`markPodSandbox web-0 ${specHashOf(labelled)}`]);
    assert.equal(snapshot.specHash, specHashOf(labelled));
  });

  it('starts what was added and ends what was taken out, which goes with its attempts', async () => {
    const engine = await standing();
    runtime.exit(runtime.container('b').id, 1);
    await settled();
    runtime.calls.length = 0;
    const snapshot = await engine.run(podOf([a, { name: 'c', image }], spec));
    assert.deepEqual(deeds().slice(1).sort(), [
      'createContainer c-0',
      'removeContainer b-0',
      'removeContainer b-1',
      'startContainer c-0',
      'stopContainer b-1 30',
    ]);
    assert.deepEqual(statesOf(snapshot), [
      'first Completed 0',
      'side running 0',
      'a running 0',
      'c running 0',
    ]);
    assert.ok(![...runtime.containers.values()].some(({ name }) => name === 'b'));
  });

  it('asks with what would change, and does nothing where the answer is no', async () => {
    const engine = await standing();
    const asked: PodChange[] = [];
    const mayReplace = async (_: unknown, change: PodChange) => asked.push(change) > 1;
    await assert.rejects(engine.run(changed, { mayReplace }), { code: 'cancelled' });
    assert.deepEqual(runtime.calls, []);
    const change: PodChange = { kind: 'containers', containers: ['b'], fields: ['spec.containers[1].args'] };
    assert.deepEqual(asked, [change]);
    assert.deepEqual(await engine.changeOf(changed), change);
    assert.deepEqual(await engine.changeOf(before), { kind: 'none', containers: [], fields: [] });
    await engine.run(changed, { mayReplace });
    assert.equal(asked.length, 2);
  });

  it('says that a pod is replaced as a whole where it does not live any more', async () => {
    const engine = await standing();
    await engine.stop(key);
    const { kind, containers } = (await engine.changeOf(changed)) ?? {};
    assert.deepEqual([kind, containers], ['pod', []]);
    await engine.remove(key);
    assert.equal(await engine.changeOf(changed), undefined);
  });

  it('pulls what is new before anything is touched, and leaves all as it was where that cannot be had', async () => {
    const engine = await standing();
    const stood = runtime.standing();
    runtime.on('pullImage', failing('image-not-found'));
    const missing = podOf([a, { ...b, image: 'nginx:1' }], spec);
    await assert.rejects(engine.run(missing), { code: 'image-not-found' });
    await clock.advance(60_000);
    assert.deepEqual(deeds(), []);
    assert.deepEqual(runtime.standing(), stood);
    assert.equal(engine.pod(key)?.specHash, specHashOf(before));
  });

  it('pulls of what runs on nothing anew', async () => {
    const latest = { ...a, imagePullPolicy: 'Always' as const };
    const engine = await standing(podOf([latest, b], spec));
    await engine.run(podOf([latest, args(b, 'x')], spec));
    assert.deepEqual(callsOf('pullImage'), []);
  });

  it('runs the preStop hook that the container was made with, also where the manifest has none any more', async () => {
    const preStop = { exec: { command: ['drain'] } };
    const engine = await standing(podOf([a, { ...b, lifecycle: { preStop } }], spec));
    await engine.run(podOf([a], spec));
    assert.deepEqual(callsOf('execSync', 'stopContainer'), ['execSync b-0 drain', 'stopContainer b-0 30']);
  });

  it('is followed by another engine, which leaves the replacing to it', async () => {
    const engine = await standing();
    const other = await connected();
    const ending = gate();
    runtime.on('stopContainer', () => ending.opened);
    const run = engine.run(changed);
    await clock.advance(10_000);
    assert.equal(other.pod(key)?.specHash, specHashOf(changed));
    assert.equal(callsOf('stopContainer').length, 1);
    ending.open();
    assert.deepEqual(statesOf(await run), statesOf(other.pod(key)));
    assert.deepEqual(callsOf('createContainer'), ['createContainer b-1']);
    await clock.advance(60_000);
    assert.deepEqual(deeds().length, 4);
  });

  it('is gone on with by the next engine where it was cut off', async () => {
    const first = await standing();
    runtime.on('stopContainer', () => new Promise(() => undefined));
    void first.run(changed).catch(() => undefined);
    await settled();
    void first.dispose();
    await clock.advance(5000);
    const second = await connected();
    runtime.on('stopContainer', () => undefined);
    assert.deepEqual(second.pod(key)?.spec, changed.spec);
    assert.equal(runtime.container('b').attempt, 0);
    // What another window may be busy with is left to it for a while.
    await clock.advance(40_000);
    assert.deepEqual(statesOf(second.pod(key)), [
      'first Completed 0',
      'side running 0',
      'a running 0',
      'b running 1',
    ]);
    assert.equal(second.pod(key)?.source, 'file:///pod.yaml');
  });

  it('leaves the pod as it was where it was cut off before its word was on Docker', async () => {
    const first = await standing();
    runtime.on('markPodSandbox', () => new Promise(() => undefined));
    void first.run(changed).catch(() => undefined);
    await settled();
    void first.dispose();
    await clock.advance(5000);
    const second = await connected();
    await clock.advance(60_000);
    assert.deepEqual(second.pod(key)?.spec, before.spec);
    assert.deepEqual(callsOf('createContainer'), []);
  });

  it('is what a rebuilt, a restarted and a stopped pod are of', async () => {
    const engine = await standing();
    await engine.run(changed);
    runtime.exit(runtime.sandbox().id, 137);
    await clock.advance(1000);
    await throughInit();
    await clock.advance(1000);
    assert.equal(runtime.sandbox().applied, false);
    assert.equal(runtime.sandbox().specHash, specHashOf(changed));
    const again = podOf([a, args(b, 'y')], spec);
    await engine.run(again);
    await engine.stop(key);
    const other = await connected();
    await settled();
    assert.deepEqual([other.pod(key)?.desired, other.pod(key)?.spec], ['Stopped', again.spec]);
    const restart = other.restart(key);
    await clock.advance(1000);
    await throughInit();
    await clock.advance(1000);
    assert.deepEqual((await restart).spec, again.spec);
  });

  it('by another window whose word has yet to be heard of: nothing is made by the old manifest any more', async () => {
    const engine = await standing();
    const sandbox = runtime.sandbox();
    await write({ labels: planOf(changed).sandbox.labels, former: [] });
    runtime.sandboxes.set(sandbox.id, { ...sandbox, specHash: specHashOf(changed), applied: true });
    runtime.exit(runtime.container('b').id, 1);
    await clock.advance(60_000);
    assert.deepEqual(callsOf('createContainer'), ['createContainer b-1']);
    assert.equal(runtime.container('b').specHash, hashOf(args(b, 'x')));
    assert.deepEqual(engine.pod(key)?.spec, changed.spec);
  });

  it('is nobody’s work any more once it is done: another window heals at once what goes then', async () => {
    const first = await standing();
    await first.run(changed);
    await first.dispose();
    const second = await connected();
    await clock.advance(60_000);
    runtime.removeOutside(runtime.container('b').id);
    await clock.advance(2000);
    assert.deepEqual(statesOf(second.pod(key)).at(-1), 'b running 2');
  });

  it('is kept once more where another window has taken it for an old one', async () => {
    const engine = await standing();
    runtime.on('markPodSandbox', () => write(undefined));
    await engine.run(changed);
    const next = await connected();
    await settled();
    assert.deepEqual(next.pod(key)?.spec, changed.spec);
  });

  it('heals nothing by the old manifest while the new one cannot be read', async () => {
    const first = await standing();
    await first.run(changed);
    await first.dispose();
    runtime.calls.length = 0;
    let isThere = false;
    const read = runtime.sandboxFiles;
    runtime.sandboxFiles = async (id, deeds) => {
      const isOfManifest = deeds.some((deed) => deed.kind === 'read' && deed.path.includes('manifest-'));
      return isOfManifest && !isThere ? [{ ok: false, errno: 'ENOENT' }] : read(id, deeds);
    };
    const second = await connected();
    runtime.exit(runtime.container('b').id, 1);
    await clock.advance(20_000);
    assert.deepEqual(callsOf('createContainer', 'stopContainer'), []);
    isThere = true;
    await clock.advance(60_000);
    assert.deepEqual(statesOf(second.pod(key)).at(-1), 'b running 2');
    assert.deepEqual(second.pod(key)?.spec, changed.spec);
  });

  describe('whose file is lost', () => {
    /** The pod, to which `changed` was applied, as another window finds it. */
    async function lost(): Promise<PodEngine> {
      const first = await standing();
      await first.run(changed);
      await first.dispose();
      await write(undefined);
      const second = await connected();
      await settled();
      runtime.calls.length = 0;
      return second;
    }

    it('is a problem of the pod, of which nothing is healed', async () => {
      const engine = await lost();
      const { problems, status } = engine.pod(key) ?? {};
      assert.deepEqual(problems, [{ reason: 'ManifestLost', code: 'manifest-lost', args: {} }]);
      assert.equal(status?.reason, 'ManifestLost');
      assert.match(status?.message ?? '', /run its manifest again/);
      runtime.exit(runtime.container('b').id, 1);
      await clock.advance(60_000);
      await assert.rejects(engine.restart(key), { code: 'manifest-lost' });
      assert.deepEqual(deeds(), []);
    });

    it('is one as well where what is there is of nothing that a pod can be', async () => {
      for (const manifest of [{}, { labels: {}, former: [] }]) {
        beginWorld();
        const engine = await standing();
        await engine.run(changed);
        await write(manifest as unknown as AppliedManifest);
        const other = await connected();
        await settled();
        assert.deepEqual(
          other.pod(key)?.problems.map(({ code }) => code),
          ['manifest-lost'],
        );
      }
    });

    it('is none any more once the file is there', async () => {
      const engine = await lost();
      await write({ labels: planOf(changed).sandbox.labels, former: [] });
      await clock.advance(30_000);
      assert.deepEqual([engine.pod(key)?.problems, engine.pod(key)?.spec], [[], changed.spec]);
      assert.equal(engine.pod(key)?.status.reason, undefined);
    });

    it('can be stopped and removed', async () => {
      const engine = await lost();
      await engine.stop(key);
      assert.equal(engine.pod(key)?.desired, 'Stopped');
      await engine.remove(key);
      assert.equal(engine.pod(key), undefined);
      assert.deepEqual(runtime.standing(), []);
    });

    it('can be run again, as a whole', async () => {
      const engine = await lost();
      assert.equal((await engine.changeOf(changed))?.kind, 'pod');
      const run = engine.run(changed);
      await clock.advance(1000);
      await throughInit();
      await clock.advance(1000);
      const { problems, spec } = await run;
      assert.deepEqual([problems, spec], [[], changed.spec]);
    });
  });

  it('ends as the last of two that are applied at the same moment, in both engines', async () => {
    const one = await standing();
    const two = await connected();
    const [x, y] = [podOf([args(a, 'x'), b], spec), podOf([a, args(b, 'y')], spec)];
    await Promise.all([one.run(x), two.run(y)]);
    await clock.advance(60_000);
    const word = runtime.sandbox().specHash;
    const last = [x, y].find((pod) => specHashOf(pod) === word);
    for (const engine of [one, two]) {
      assert.deepEqual(engine.pod(key)?.spec, last?.spec);
      assert.deepEqual(engine.pod(key)?.status.phase, 'Running');
    }
    const running = [...runtime.containers.values()].filter(({ state }) => state === 'CONTAINER_RUNNING');
    assert.deepEqual(running.map(({ name }) => name).sort(), ['a', 'b', 'side']);
  });

  it('is written by each of two that apply the same under a name of its own', async () => {
    const one = await standing();
    const two = await connected();
    const written: string[] = [];
    const write = runtime.sandboxFiles;
    runtime.sandboxFiles = async (id, deeds) => {
      for (const deed of deeds)
        if (deed.kind === 'write' && deed.path.includes('manifest-')) written.push(deed.path);
      return write(id, deeds);
    };
    await Promise.all([one.run(changed), two.run(changed)]);
    assert.ok(written.length > 1);
    assert.equal(new Set(written).size, written.length);
  });

  it('is the pod’s own affair where Docker refuses it: it resolves, and goes on', async () => {
    const engine = await standing();
    runtime.on('createContainer', failing('docker-failed'));
    const snapshot = await engine.run(changed);
    assert.deepEqual(statesOf(snapshot).at(-1), 'b CreateContainerError 0');
    runtime.on('createContainer', () => undefined);
    await clock.advance(30_000);
    assert.deepEqual(statesOf(engine.pod(key)).at(-1), 'b running 1');
  });

  it('is not undone by a cancel that comes too late', async () => {
    const engine = await standing();
    const abort = new AbortController();
    runtime.on('stopContainer', () => abort.abort());
    const snapshot = await engine.run(changed, { signal: abort.signal });
    assert.deepEqual(statesOf(snapshot).at(-1), 'b running 1');
  });

  it('does not stop a pod’s stop', async () => {
    const engine = await standing();
    const other = await connected();
    const pulling = gate();
    runtime.on('pullImage', () => pulling.opened);
    const run = engine.run(podOf([a, { ...b, image: 'nginx:1' }], spec)).catch((error: EngineError) => error);
    await settled();
    await other.stop(key);
    pulling.open();
    await settled();
    await throughInit();
    await clock.advance(1000);
    await run;
    // Whoever runs a stopped pod wants it to run.
    assert.equal(engine.pod(key)?.desired, 'Running');
  });

  // conformance: the auto-restart back-off timer is reset on image update
  it('begins the back-off of a container anew', async () => {
    const engine = await standing();
    for (const wait of [0, 10_000, 20_000, 40_000]) {
      runtime.exit(runtime.container('b').id, 1);
      await clock.advance(wait);
    }
    assert.equal(runtime.container('b').attempt, 4);
    runtime.exit(runtime.container('b').id, 1);
    await clock.advance(1000);
    assert.deepEqual(statesOf(engine.pod(key)).at(-1), 'b CrashLoopBackOff 4');
    runtime.images.add('nginx:1');
    await engine.run(podOf([a, { ...b, image: 'nginx:1' }], spec));
    assert.deepEqual(statesOf(engine.pod(key)).at(-1), 'b running 5');
    for (const wait of [0, 10_000, 20_000]) {
      runtime.exit(runtime.container('b').id, 1);
      await clock.advance(wait);
      assert.equal(runtime.container('b').state, 'CONTAINER_RUNNING');
    }
  });
});
