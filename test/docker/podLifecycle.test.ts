import assert from 'node:assert/strict';
import { readlinkSync } from 'node:fs';
import type { PodSnapshot } from '../../src/engine/model/podSnapshot';
import type { PodEngineApi } from '../../src/engine/podEngineApi';
import { eventually } from '../support/eventually';
import { allRunning, engineTrial, freePort, idle, podThat, script } from './support/engineTrial';

describe('the life of a pod on Docker', function () {
  this.timeout(60_000);
  const trial = engineTrial();
  const { namespace } = trial;
  const keyOf = (name: string) => ({ namespace, name });
  const data = { volumes: [{ name: 'data', emptyDir: {} }] };
  const app = { name: 'app', ...idle, volumeMounts: [{ name: 'data', mountPath: '/data' }] };
  let engine: PodEngineApi;

  before(() => {
    engine = trial.engine();
  });
  after(() => trial.dispose());

  const attempts = async (pod: string, name: string) => {
    const label = [
      `io.kubernetes.pod.namespace=${namespace}`,
      `io.kubernetes.pod.name=${pod}`,
      `io.kubernetes.container.name=${name}`,
    ];
    const all = await trial.docker.listContainers({ all: true, filters: { label } });
    return all.map(({ Labels }) => Number(Labels['dev.dockerpods.attempt'])).sort();
  };
  const docker = async (pod: string, name: string) =>
    trial.docker.getContainer((await trial.container(pod, name)).Id);
  const rebuilt = (pod: string) =>
    podThat(
      engine,
      keyOf(pod),
      'the pod is rebuilt',
      (snapshot) => snapshot.sandbox?.attempt === 1 && allRunning(snapshot),
    );
  const restartCounts = ({ status }: PodSnapshot) =>
    status.containerStatuses.map(({ restartCount }) => restartCount);

  it('a killed container comes back as the next attempt; the last dead one stays', async () => {
    await engine.run(trial.pod('killed', ['app', 'other']));
    await (await docker('killed', 'app')).kill();
    const snapshot = await podThat(
      engine,
      keyOf('killed'),
      'it runs again',
      (found) => allRunning(found) && found.status.containerStatuses[0]?.restartCount === 1,
    );
    assert.deepEqual(restartCounts(snapshot), [1, 0]);
    assert.equal(snapshot.status.containerStatuses[0]?.lastState?.terminated?.exitCode, 137);
    assert.equal(snapshot.sandbox?.attempt, 0);
    assert.deepEqual(await attempts('killed', 'app'), [0, 1]);
    await engine.restart(keyOf('killed'));
    assert.deepEqual(await attempts('killed', 'app'), [1, 2]);
    assert.deepEqual(await attempts('killed', 'POD'), [1]);
  });

  it('a container that crashes again waits for its back-off', async () => {
    await engine.run(trial.pod('crashing', [{ name: 'app', ...script('exit 3') }]));
    const { status } = await podThat(
      engine,
      keyOf('crashing'),
      'it waits',
      (found) => found.status.containerStatuses[0]?.state.waiting?.reason === 'CrashLoopBackOff',
    );
    assert.equal(status.phase, 'Running');
    assert.equal(status.containerStatuses[0]?.restartCount, 1);
    assert.equal(status.containerStatuses[0]?.lastState?.terminated?.exitCode, 3);
  });

  it('with Never it ends as Failed or Succeeded, and its sandbox ends, too', async () => {
    const restartPolicy = 'Never';
    await Promise.all([
      engine.run(
        trial.pod(
          'failed',
          [
            { name: 'app', ...script('exit 3') },
            { name: 'b', ...script('exit 0') },
          ],
          { restartPolicy },
        ),
      ),
      engine.run(trial.pod('succeeded', [{ name: 'app', ...script('exit 0') }], { restartPolicy })),
    ]);
    for (const [name, phase] of [
      ['failed', 'Failed'],
      ['succeeded', 'Succeeded'],
    ] as const) {
      const snapshot = await podThat(
        engine,
        keyOf(name),
        phase,
        (found) => found.status.phase === phase && found.sandbox?.state === 'SANDBOX_NOTREADY',
      );
      assert.deepEqual(await attempts(name, 'app'), [0]);
      assert.equal(snapshot.desired, 'Running');
    }
    const lines: string[] = [];
    for await (const { text } of engine.logs(keyOf('failed'), 'app')) lines.push(text);
    assert.deepEqual(lines, []);
  });

  it('a killed sandbox is rebuilt with all containers, and the volumes are kept', async () => {
    await engine.run(trial.pod('rebuilt', [app, 'other'], data));
    await trial.exec('rebuilt', 'app', 'sh', '-c', 'echo kept > /data/file');
    await (await docker('rebuilt', 'POD')).kill();
    const snapshot = await rebuilt('rebuilt');
    assert.deepEqual(restartCounts(snapshot), [1, 1]);
    assert.equal(await trial.exec('rebuilt', 'app', 'cat', '/data/file'), 'kept');
    await eventually(async () => (await attempts('rebuilt', 'POD')).length === 1, 'the old sandbox is gone');
  });

  it('a restarted sandbox is replaced together with what runs in its dead namespaces', async () => {
    const hostPort = await freePort();
    const server = { name: 'app', ...script('echo page > /index.html; httpd -f -p 80 -h / & wait') };
    await engine.run(trial.pod('stale', [{ ...server, ports: [{ containerPort: 80, hostPort }] }]));
    await (await docker('stale', 'POD')).restart({ t: 0 });
    await podThat(
      engine,
      keyOf('stale'),
      'the container runs anew',
      (found) => allRunning(found) && (found.status.containerStatuses[0]?.restartCount ?? 0) > 0,
    );
    const pids = await Promise.all(['POD', 'app'].map((name) => trial.container('stale', name)));
    const [ours, theirs] = pids.map(({ State }) => readlinkSync(`/proc/${State.Pid}/ns/net`));
    assert.equal(ours, theirs);
    const page = await eventually(() => fetch(`http://127.0.0.1:${hostPort}/`), 'the port answers again');
    assert.equal(await page.text(), 'page\n');
  });

  it('a container that was removed comes back', async () => {
    await engine.run(trial.pod('no-container', ['app', 'other']));
    const { id } = await docker('no-container', 'app');
    await trial.docker.getContainer(id).remove({ force: true });
    await podThat(
      engine,
      keyOf('no-container'),
      'it runs again',
      (found) => allRunning(found) && !found.status.containerStatuses[0]?.containerID.endsWith(id),
    );
    assert.equal(engine.pod(keyOf('no-container'))?.sandbox?.attempt, 0);
  });

  it('a sandbox that was removed is made anew', async () => {
    await engine.run(trial.pod('no-sandbox', [app], data));
    await trial.exec('no-sandbox', 'app', 'sh', '-c', 'echo kept > /data/file');
    const before = engine.pod(keyOf('no-sandbox'));
    await (await docker('no-sandbox', 'POD')).remove({ force: true });
    const snapshot = await podThat(
      engine,
      keyOf('no-sandbox'),
      'it runs again',
      (found) =>
        allRunning(found) && found.sandbox?.id !== before?.sandbox?.id && found.sandbox !== undefined,
    );
    assert.deepEqual(restartCounts(snapshot), [1]);
    assert.equal(await trial.exec('no-sandbox', 'app', 'cat', '/data/file'), 'kept');
    assert.equal(snapshot.metadata.creationTimestamp, before?.metadata.creationTimestamp);
  });

  it('logs follow over a restart', async () => {
    const loud = script('echo begin; while :; do sleep 1 & wait; done');
    await engine.run(trial.pod('loud', [{ name: 'app', ...loud }]));
    const texts: string[] = [];
    const abort = new AbortController();
    const following = (async () => {
      for await (const { text, stream, time } of engine.logs(keyOf('loud'), 'app', {
        follow: true,
        signal: abort.signal,
      })) {
        assert.equal(stream, 'stdout');
        assert.ok(Date.parse(time));
        texts.push(text);
      }
    })();
    await eventually(() => texts.length === 1, 'the first line');
    await (await docker('loud', 'app')).kill();
    await eventually(() => texts.length === 2, 'the line of the next attempt');
    abort.abort();
    await following;
    assert.deepEqual(texts, ['begin', 'begin']);
  });

  it('stop gives each container its grace, keeps all, and is known to a new engine', async () => {
    const polite = {
      image: 'busybox:1.37',
      command: ['sh', '-c', 'trap "exit 5" TERM; while :; do sleep 1 & wait; done'],
    };
    const deaf = { image: 'busybox:1.37', command: ['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'] };
    const pod = trial.pod(
      'stopped',
      [
        { name: 'polite', ...polite },
        { name: 'deaf', ...deaf },
      ],
      {
        terminationGracePeriodSeconds: 3,
      },
    );
    await engine.run(pod);
    await engine.stop(keyOf('stopped'));
    const exits = ({ status }: PodSnapshot) =>
      status.containerStatuses.map(({ state }) => state.terminated?.exitCode);
    const stopped = engine.pod(keyOf('stopped'));
    assert.ok(stopped);
    assert.deepEqual(exits(stopped), [5, 137]);
    assert.equal(stopped.desired, 'Stopped');
    const other = trial.engine();
    const seen = await podThat(other, keyOf('stopped'), 'the new engine sees it', () => true);
    assert.equal(seen.desired, 'Stopped');
    assert.deepEqual(exits(seen), [5, 137]);
    const again = await other.run(pod);
    assert.deepEqual(restartCounts(again), [1, 1]);
    assert.equal(again.desired, 'Running');
    await other.dispose();
  });

  it('remove leaves nothing of any of them', async () => {
    const all = engine.pods().filter(({ metadata }) => metadata.namespace === namespace);
    assert.ok(all.length >= 9);
    await Promise.all(all.map(({ metadata }) => engine.remove(metadata)));
    await engine.dispose();
    assert.deepEqual(await trial.leftovers(), []);
  });
});
