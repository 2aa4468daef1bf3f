import assert from 'node:assert/strict';
import type Docker from 'dockerode';
import { allContainers } from '../../../src/engine/model/allContainers';
import { EngineError } from '../../../src/engine/model/engineError';
import type { Container, Pod, PodSpec } from '../../../src/engine/model/pod';
import type { PodKey, PodSnapshot } from '../../../src/engine/model/podSnapshot';
import type { PodEngineApi } from '../../../src/engine/podEngineApi';
import {
  allRunning,
  engineTrial,
  freePort,
  idle,
  podThat,
  script,
  withoutTimes,
} from '../support/engineTrial';

describe('a changed manifest', function () {
  this.timeout(60_000);
  const trial = engineTrial();
  const { namespace, docker } = trial;
  const keyOf = (name: string): PodKey => ({ namespace, name });
  let first: PodEngineApi;
  let second: PodEngineApi;

  before(() => {
    first = trial.engine();
    second = trial.engine();
  });
  after(() => trial.dispose());

  const side: Container = { name: 'side', ...idle, restartPolicy: 'Always' };
  const a: Container = { name: 'a', ...idle };
  const b: Container = {
    name: 'b',
    ...script('while :; do sleep 1 & wait; done'),
    volumeMounts: [
      { name: 'data', mountPath: '/data' },
      { name: 'about', mountPath: '/about' },
    ],
  };
  const spec: Partial<PodSpec> = {
    initContainers: [{ name: 'first', image: 'busybox:1.37', command: ['true'] }, side],
    volumes: [
      { name: 'data', emptyDir: {} },
      {
        name: 'about',
        downwardAPI: { items: [{ path: 'tier', fieldRef: { fieldPath: "metadata.labels['tier']" } }] },
      },
    ],
  };
  const podWith = (name: string, containers: Container[], more: Partial<PodSpec> = {}): Pod =>
    trial.pod(name, containers, { ...spec, ...more });
  const env = (value: string): Container => ({ ...b, env: [{ name: 'X', value }] });

  /** Of each container what would be another if it were replaced. */
  async function lives(pod: string, ...names: string[]): Promise<unknown[]> {
    const found = await Promise.all(names.map((name) => trial.container(pod, name)));
    return found.map(({ Id, State }) => [Id, State.Pid, State.StartedAt]);
  }

  /** The change, and which of the pod's parts are still the same afterwards. */
  async function apply(engine: PodEngineApi, pod: Pod): Promise<{ snapshot: PodSnapshot; stayed: string[] }> {
    const { name } = pod.metadata;
    const standing = engine.pod(keyOf(name));
    const names = ['POD', ...(standing ? allContainers(standing.spec).map(({ name }) => name) : [])];
    const before = await lives(name, ...names);
    const snapshot = await engine.run(pod);
    const stayed: string[] = [];
    for (const [index, one] of names.entries()) {
      const after = await lives(name, one).catch(() => undefined);
      if (JSON.stringify(after?.[0]) === JSON.stringify(before[index])) stayed.push(one);
    }
    return { snapshot, stayed };
  }

  const restarts = ({ status }: PodSnapshot) =>
    [...(status.initContainerStatuses ?? []), ...status.containerStatuses].map(
      ({ name, restartCount }) => `${name} ${restartCount}`,
    );
  const isGone = async (container: Docker.ContainerInspectInfo) =>
    docker
      .getContainer(container.Id)
      .inspect()
      .then(() => false)
      .catch(({ statusCode }: { statusCode?: number }) => statusCode === 404);

  it('replaces the containers it has otherwise, alone, and their volumes keep what is in them', async () => {
    await first.run(podWith('web', [a, b]));
    await trial.exec('web', 'b', 'sh', '-c', 'echo kept > /data/file; echo lost > /file');
    const { snapshot, stayed } = await apply(first, podWith('web', [a, env('1')]));
    assert.deepEqual(stayed, ['POD', 'first', 'side', 'a']);
    assert.deepEqual(restarts(snapshot), ['first 0', 'side 0', 'a 0', 'b 1']);
    assert.ok(allRunning(snapshot));
    assert.equal(
      await trial.exec('web', 'b', 'sh', '-c', 'cat /data/file; echo $X; ls /file 2>&1'),
      'kept\n1\nls: /file: No such file or directory',
    );
    assert.deepEqual(snapshot.spec, podWith('web', [a, env('1')]).spec);
  });

  it('is seen so by another window, and by the next one', async () => {
    const seen = await podThat(
      second,
      keyOf('web'),
      'the second sees it',
      (found) => allRunning(found) && found.status.containerStatuses[1]?.restartCount === 1,
    );
    assert.deepEqual(withoutTimes(seen), withoutTimes(first.pod(keyOf('web'))));
    const third = trial.engine();
    const known = await podThat(third, keyOf('web'), 'the third knows it', ({ spec }) =>
      Boolean(spec.containers[1]?.env),
    );
    assert.deepEqual(known.spec, seen.spec);
    assert.deepEqual(await third.changeOf(podWith('web', [a, env('1')])), {
      ...{ kind: 'none', containers: [], fields: [] },
    });
    await third.dispose();
  });

  it('does nothing where nothing is other', async () => {
    const { stayed } = await apply(first, podWith('web', [a, env('1')]));
    assert.deepEqual(stayed, ['POD', 'first', 'side', 'a', 'b']);
  });

  it('replaces a container with another image', async () => {
    const { snapshot, stayed } = await apply(
      first,
      podWith('web', [{ ...a, image: 'nginx:1.28-alpine' }, env('1')]),
    );
    assert.deepEqual(stayed, ['POD', 'first', 'side', 'b']);
    assert.deepEqual(restarts(snapshot), ['first 0', 'side 0', 'a 1', 'b 1']);
    assert.equal((await trial.container('web', 'a')).Config.Image, 'nginx:1.28-alpine');
  });

  it('replaces a sidecar while the app runs on', async () => {
    const initContainers = [...(spec.initContainers ?? []).slice(0, 1), { ...side, workingDir: '/tmp' }];
    const { snapshot, stayed } = await apply(first, podWith('web', [a, env('1')], { initContainers }));
    assert.deepEqual(stayed, ['POD', 'first', 'b']);
    assert.deepEqual(restarts(snapshot), ['first 0', 'side 1', 'a 2', 'b 1']);
  });

  it('adds a container and takes one out, which leaves nothing behind', async () => {
    const gone = await trial.container('web', 'a');
    const { snapshot, stayed } = await apply(first, podWith('web', [env('1'), { name: 'c', ...idle }]));
    assert.deepEqual(stayed, ['POD', 'first', 'b']);
    assert.deepEqual(restarts(snapshot), ['first 0', 'side 2', 'b 1', 'c 0']);
    assert.ok(allRunning(snapshot));
    assert.ok(await isGone(gone));
    assert.deepEqual(
      (await trial.leftovers()).filter((name) => name.startsWith('/k8s_a_web_')),
      [],
    );
  });

  it('is taken in where it replaces nothing, and files of the downward API follow', async () => {
    const pod = podWith('web', [env('1'), { name: 'c', ...idle }], { terminationGracePeriodSeconds: 2 });
    const { stayed } = await apply(first, {
      ...pod,
      metadata: { ...pod.metadata, labels: { tier: 'front' } },
    });
    assert.deepEqual(stayed, ['POD', 'first', 'side', 'b', 'c']);
    assert.equal(await trial.exec('web', 'b', 'cat', '/about/tier'), 'front');
  });

  it('leaves all as it was where an image is missing', async () => {
    const before = (await trial.leftovers()).sort();
    const stood = await lives('web', 'POD', 'b', 'c');
    const missing = podWith('web', [
      env('1'),
      { name: 'c', image: 'none.invalid/none:1', imagePullPolicy: 'Never' },
    ]);
    await assert.rejects(first.run(missing), (error) => error instanceof EngineError);
    assert.deepEqual((await trial.leftovers()).sort(), before);
    assert.deepEqual(await lives('web', 'POD', 'b', 'c'), stood);
    assert.ok(first.pod(keyOf('web'))?.spec.containers[1]?.command);
  });

  it('stands in a file of the sandbox that no container sees', async () => {
    const { Id, Name, Mounts } = await trial.container('web', 'POD');
    const [, hash] = /_0_([0-9a-f]{16})$/.exec(Name) ?? [];
    const kept = Mounts.find((mount) => mount.Name?.startsWith('k8s_KEPT_'));
    const archive = await docker.getContainer(Id).getArchive({ path: kept?.Destination ?? '' });
    let files = '';
    for await (const chunk of archive) files += chunk;
    assert.ok(hash && files.includes(`manifest-${hash}.json`));
    const search = 'find / -path /proc -prune -o -path /sys -prune -o -name "manifest-*" -print';
    assert.equal(await trial.exec('web', 'b', 'sh', '-c', search), '');
  });

  it('is what a pod is rebuilt, stopped and restarted by', async () => {
    const { Id } = await trial.container('web', 'POD');
    await docker.getContainer(Id).kill();
    const rebuilt = await podThat(
      first,
      keyOf('web'),
      'it is rebuilt',
      (found) => found.sandbox?.attempt === 1 && allRunning(found),
    );
    assert.deepEqual(
      rebuilt.spec.containers.map(({ name }) => name),
      ['b', 'c'],
    );
    assert.doesNotMatch((await trial.container('web', 'POD')).Name, /_1_/);
    const changed = podWith('web', [env('2'), { name: 'c', ...idle }]);
    await first.run(changed);
    await first.stop(keyOf('web'));
    assert.match((await trial.container('web', 'POD')).Name, /_1_[0-9a-f]{16}_stopped$/);
    // Its manifest is read from a sandbox that does not run.
    const third = trial.engine();
    const stopped = await podThat(
      third,
      keyOf('web'),
      'the third knows it',
      (found) => found.spec.containers[0]?.env?.[0]?.value === '2',
    );
    assert.equal(stopped.desired, 'Stopped');
    await third.restart(keyOf('web'));
    assert.equal(await trial.exec('web', 'b', 'sh', '-c', 'echo $X; cat /data/file'), '2\nkept');
    await third.dispose();
  });

  it('replaces the pod where the pod’s own part is other', async () => {
    const hostPort = await freePort();
    const ports = [{ containerPort: 80, hostPort }];
    const change = await first.changeOf(
      podWith('web', [
        { ...env('2'), ports },
        { name: 'c', ...idle },
      ]),
    );
    assert.deepEqual([change?.kind, change?.containers.sort()], ['pod', ['b', 'c', 'side']]);
    const { snapshot, stayed } = await apply(
      first,
      podWith('web', [
        { ...env('2'), ports },
        { name: 'c', ...idle },
      ]),
    );
    assert.deepEqual(stayed, []);
    assert.equal(snapshot.publishedPorts[0]?.hostPort, hostPort);
    assert.equal(await trial.exec('web', 'b', 'ls', '/data'), '');
    await first.remove(keyOf('web'));
    await Promise.all([first.dispose(), second.dispose()]);
    assert.deepEqual(await trial.leftovers(), []);
  });
});
