import assert from 'node:assert/strict';
import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type Docker from 'dockerode';
import type { PodSnapshot } from '../../src/engine/model/podSnapshot';
import { podUid } from '../../src/engine/plan/names';
import type { PodEngineApi } from '../../src/engine/podEngineApi';
import { eventually } from '../support/eventually';
import { allRunning, type EngineTrial, engineTrial, idle, podThat, textObject } from './support/engineTrial';
import { lifeline } from './support/lifeline';
import { noPrivateDocker, type PrivateDocker, privateDocker } from './support/privateDocker';
import { skippingClock } from './support/skippingClock';

/** The first container's times started anew, and its id. */
const restartsOf = ({ status }: PodSnapshot) => status.containerStatuses[0]?.restartCount ?? -1;
const idOf = ({ status }: PodSnapshot) => status.containerStatuses[0]?.containerID.replace('docker://', '');

/** By the kernel: the container stands where the sandbox does. */
async function sharesNamespaces(trial: EngineTrial, pod: string, name: string): Promise<boolean> {
  const [own, sandbox] = await Promise.all([trial.container(pod, name), trial.container(pod, 'POD')]);
  const namespace = ({ State }: Docker.ContainerInspectInfo, kind: string) =>
    readlinkSync(`/proc/${State.Pid}/ns/${kind}`);
  return ['net', 'ipc'].every((kind) => namespace(own, kind) === namespace(sandbox, kind));
}

describe('a pod to which somebody does something at a terminal', function () {
  this.timeout(60_000);
  const trial = engineTrial();
  const { docker, namespace } = trial;
  const clock = skippingClock();
  const keyOf = (name: string) => ({ namespace, name });
  let engine: PodEngineApi;

  before(() => {
    engine = trial.engine({ clock, lingerMs: 100 });
  });
  after(() => trial.dispose());

  const runningOf = async (pod: string, name: string) => {
    const label = [
      `io.kubernetes.pod.namespace=${namespace}`,
      `io.kubernetes.pod.name=${pod}`,
      `io.kubernetes.container.name=${name}`,
    ];
    return (await docker.listContainers({ filters: { label } })).map(({ Id }) => Id);
  };

  it('ends an old attempt that is started again: it would be a second copy', async () => {
    await engine.run(trial.pod('copied', ['app']));
    const { Id: old } = await trial.container('copied', 'app');
    await docker.getContainer(old).kill();
    const healed = await podThat(
      engine,
      keyOf('copied'),
      'it is back',
      (pod) => allRunning(pod) && restartsOf(pod) === 1,
    );
    await docker.getContainer(old).start();
    await eventually(
      async () => !(await docker.getContainer(old).inspect()).State.Running,
      'the old attempt has ended again',
    );
    assert.deepEqual(await runningOf('copied', 'app'), [idOf(healed)]);
    assert.equal(idOf(engine.pod(keyOf('copied')) ?? healed), idOf(healed));
  });

  it('comes back as a whole where its sandbox was stopped', async () => {
    await engine.run(trial.pod('halted', ['app', 'other']));
    await docker.getContainer((await trial.container('halted', 'POD')).Id).stop({ t: 1 });
    const healed = await podThat(
      engine,
      keyOf('halted'),
      'it is rebuilt',
      (pod) => allRunning(pod) && pod.sandbox?.attempt === 1,
    );
    assert.equal(healed.metadata.uid, podUid(keyOf('halted')));
    assert.ok(await sharesNamespaces(trial, 'halted', 'app'));
    assert.ok(await sharesNamespaces(trial, 'halted', 'other'));
  });

  it('stays gone where all of it was removed, with what it had', async () => {
    const pod = trial.pod('gone', ['app', 'other'], { volumes: [{ name: 'data', emptyDir: {} }] });
    await engine.run(pod);
    const ofPod = async () =>
      (await trial.leftovers()).filter((name) => name.includes(podUid(keyOf('gone'))));
    assert.ok((await ofPod()).length >= 4);
    // One that has only just been made is taken for hurt.
    clock.skip(2000);
    const ids = await Promise.all(['app', 'other', 'POD'].map(async (name) => runningOf('gone', name)));
    await Promise.all(ids.flat().map((id) => docker.getContainer(id).remove({ force: true })));
    await eventually(async () => (await ofPod()).length === 0, 'nothing of it is left', 30_000);
    await eventually(() => !engine.pod(keyOf('gone')), 'nor is it shown');
  });

  it('never shows as running what lives on in a dead namespace, nor does an engine that comes later', async () => {
    const before = await engine.run(trial.pod('stale', ['app']));
    await engine.dispose();
    await docker.getContainer((await trial.container('stale', 'POD')).Id).restart({ t: 0 });
    assert.deepEqual(await runningOf('stale', 'app'), [idOf(before)]);
    assert.ok(!(await sharesNamespaces(trial, 'stale', 'app')));
    engine = trial.engine({ lingerMs: 100 });
    const shown: PodSnapshot[] = [];
    engine.onDidChangePods(() => {
      const snapshot = engine.pod(keyOf('stale'));
      if (snapshot) shown.push(snapshot);
    });
    const healed = await podThat(engine, keyOf('stale'), 'it is rebuilt', (pod) => {
      shown.push(pod);
      return allRunning(pod) && pod.sandbox?.id !== before.sandbox?.id;
    });
    const asRunning = shown.filter((pod) => idOf(pod) === idOf(before) && allRunning(pod));
    assert.deepEqual(asRunning, []);
    assert.notEqual(idOf(healed), idOf(before));
    assert.ok(await sharesNamespaces(trial, 'stale', 'app'));
  });
});

const whyNot = noPrivateDocker();

describe(`a pod whose Docker goes and comes back${whyNot ? ` (skipped: ${whyNot})` : ''}`, function () {
  this.timeout(90_000);
  const settings = { name: 'settings', configMap: { name: 'settings' } };
  const volumes = [
    { name: 'disk', emptyDir: {} },
    { name: 'memory', emptyDir: { medium: 'Memory' as const } },
    settings,
  ];
  const volumeMounts = volumes.map(({ name }) => ({ name, mountPath: `/${name}` }));
  let daemon: PrivateDocker;
  let trial: EngineTrial;
  let engine: PodEngineApi;
  const newEngine = (env?: NodeJS.ProcessEnv) =>
    trial.engine({
      ...(env ? { env } : {}),
      lingerMs: 100,
      objects: [textObject('ConfigMap', trial.namespace, 'settings', { greeting: 'hello' })],
    });
  const keyOf = (name: string) => ({ namespace: trial.namespace, name });
  const isBack = (name: string, what: string, attempt: number) =>
    podThat(
      engine,
      keyOf(name),
      what,
      (pod) =>
        allRunning(pod) && pod.sandbox?.attempt === attempt && engine.connection.status === 'connected',
      40_000,
    );

  before(async function () {
    if (whyNot) this.skip();
    daemon = privateDocker();
    trial = engineTrial(daemon.socketPath);
    await daemon.start();
    await daemon.load('busybox:1.37');
    engine = newEngine();
  });
  after(async () => {
    try {
      await trial?.dispose();
    } finally {
      await daemon?.dispose();
    }
  });

  it('is made anew where Docker was stopped: same uid, next attempt', async () => {
    await engine.run(trial.pod('plain', ['app', 'other']));
    await daemon.stop();
    await daemon.start({ liveRestore: true });
    const after = await isBack('plain', 'it is whole', 1);
    assert.equal(after.metadata.uid, podUid(keyOf('plain')));
    assert.ok(await sharesNamespaces(trial, 'plain', 'app'));
  });

  for (const how of ['stop', 'kill'] as const) {
    it(`lives on through live-restore where Docker goes by ${how}`, async () => {
      const before = engine.pod(keyOf('plain'));
      assert.ok(before);
      await daemon[how]();
      await eventually(() => engine.connection.status !== 'connected', 'the engine knows');
      await daemon.start({ liveRestore: true });
      const after = await isBack('plain', 'it is seen again', before.sandbox?.attempt ?? -1);
      assert.deepEqual([idOf(after), after.sandbox?.id], [idOf(before), before.sandbox?.id]);
      assert.equal(restartsOf(after), restartsOf(before));
    });
  }

  it('is made anew where its sandbox died while nobody looked', async () => {
    const { State } = await trial.container('plain', 'POD');
    const before = engine.pod(keyOf('plain'));
    await daemon.kill();
    process.kill(State.Pid, 'SIGKILL');
    await daemon.start();
    const after = await isBack('plain', 'it is whole', 2);
    assert.notEqual(idOf(after), before && idOf(before));
    assert.ok(await sharesNamespaces(trial, 'plain', 'app'));
    await engine.remove(keyOf('plain'));
  });

  it('is whole after the machine went down: what was on disk is there, what was in memory is as at first', async () => {
    await engine.run(trial.pod('rich', [{ name: 'app', ...idle, volumeMounts }], { volumes }));
    await trial.exec('rich', 'app', 'sh', '-c', 'echo kept > /disk/file; echo lost > /memory/file');
    await engine.dispose();
    await daemon.powerOff();
    await daemon.start();
    engine = newEngine();
    const after = await isBack('rich', 'it is whole', 1);
    assert.equal(after.metadata.uid, podUid(keyOf('rich')));
    const looked = await trial.exec(
      'rich',
      'app',
      'sh',
      '-c',
      'cat /disk/file /settings/greeting; ls /memory',
    );
    assert.equal(looked, 'kept\nhello');
    assert.equal(restartsOf(after), 1);
    await engine.remove(keyOf('rich'));
  });

  it('goes on where its window was killed in the middle of its start', async () => {
    const line = await lifeline(daemon.socketPath, join(trial.directory, 'killed.sock'));
    const killed = newEngine({ ...process.env, DOCKER_HOST: line.host });
    const init = { name: 'init', ...idle, command: ['sh', '-c', 'echo once >> /disk/log'], volumeMounts };
    const pod = trial.pod('begun', [{ name: 'app', ...idle, volumeMounts }], {
      volumes,
      initContainers: [init],
    });
    const run = killed.run(pod).catch(() => undefined);
    await eventually(async () => (await trial.container('begun', 'init')).Id, 'its first container is made');
    line.cut();
    await killed.dispose();
    await run;
    await isBack('begun', 'it is whole', 0);
    assert.equal(await trial.exec('begun', 'app', 'cat', '/settings/greeting'), 'hello');
    await engine.remove(keyOf('begun'));
  });

  it('leaves nothing', async () => {
    // Docker before 24.0.6 gives memory free that it miscounts after a crash when it comes the next time.
    await daemon.stop();
    await daemon.start();
    await eventually(async () => (await trial.leftovers()).length === 0, 'nothing is left', 30_000);
    await engine.dispose();
    assert.deepEqual(await trial.leftovers(), []);
  });
});
