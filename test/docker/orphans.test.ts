import assert from 'node:assert/strict';
import { labels, podUid } from '../../src/engine/plan/names';
import type { Clock } from '../../src/engine/supervise/clock';
import { eventually } from '../support/eventually';
import { allRunning, engineTrial, podThat } from './support/engineTrial';

describe('what nobody is there for any more', function () {
  this.timeout(60_000);
  const trial = engineTrial();
  const { docker, namespace } = trial;
  after(() => trial.dispose());

  /** With a clock that stands an engine heals nothing, however long a removal from a terminal takes. */
  const began = Date.now();
  const stands: Clock = { now: () => began, after: () => () => undefined };
  const data = { volumes: [{ name: 'data', emptyDir: {} }] };
  const namesOf = async (name: string) => {
    const uid = podUid({ namespace, name });
    return (await trial.leftovers()).filter((each) => each.includes(uid) || each.includes(`_${name}_`));
  };
  const removeFromTerminal = async (name: string) => {
    const label = [`${labels.podNamespace}=${namespace}`, `${labels.podName}=${name}`];
    const all = await docker.listContainers({ all: true, filters: { label } });
    await Promise.all(all.map(({ Id }) => docker.getContainer(Id).remove({ force: true })));
  };
  const goes = (name: string) =>
    eventually(async () => (await namesOf(name)).length === 0, `all of ${name} goes`, 30_000);

  it('containers whose sandbox went before they were started; one that waits in a sandbox stays', async () => {
    const made = async (name: string, type: string, more: Record<string, string> = {}) => {
      const { id } = await docker.createContainer({
        Image: 'busybox:1.37',
        Labels: {
          ...more,
          [labels.managed]: 'true',
          [labels.dockerType]: type,
          [labels.podName]: name,
          [labels.podNamespace]: namespace,
          [labels.containerName]: type === 'container' ? 'a' : 'POD',
        },
      });
      return id;
    };
    const sandbox = await made('waits', 'podsandbox');
    const waits = await made('waits', 'container', { [labels.sandboxId]: sandbox });
    const orphan = await made('orphan', 'container', { [labels.sandboxId]: 'f'.repeat(64) });
    const engine = trial.engine();
    const filters = { label: [`${labels.podNamespace}=${namespace}`] };
    const standing = async () => (await docker.listContainers({ all: true, filters })).map(({ Id }) => Id);
    await eventually(async () => !(await standing()).includes(orphan), 'the orphan goes');
    assert.ok((await standing()).includes(waits));
    await engine.dispose();
  });

  it('volumes, cgroup and network of a pod that was taken away from a terminal, in an open window', async () => {
    const engine = trial.engine({ lingerMs: 500, clock: stands });
    const pods = ['taken', 'stays'].map((name) => trial.pod(name, ['a'], data));
    await Promise.all(pods.map((pod) => engine.run(pod)));
    assert.ok((await namesOf('taken')).length >= 3);
    await removeFromTerminal('taken');
    await eventually(() => !engine.pod({ namespace, name: 'taken' }), 'it is gone');
    await goes('taken');
    assert.ok((await namesOf('stays')).some((name) => name.startsWith('k8s_data_')));
    assert.ok((await trial.leftovers()).includes(`k8s_${namespace}`), 'the network that is in use');
    await removeFromTerminal('stays');
    await eventually(async () => !(await trial.leftovers()).includes(`k8s_${namespace}`), 'the network goes');
    await engine.dispose();
  });

  it('the same, in the next window', async () => {
    const engine = trial.engine();
    await engine.run(trial.pod('alone', ['a'], data));
    await engine.dispose();
    await removeFromTerminal('alone');
    assert.ok((await namesOf('alone')).some((name) => name.startsWith('k8s_data_')));
    const later = trial.engine({ lingerMs: 100 });
    await goes('alone');
    await later.dispose();
  });

  it('a cgroup whose window was gone before its sweep', async function () {
    const hour = 3_600_000;
    const engine = trial.engine({ lingerMs: hour });
    const pod = trial.pod('swept', ['a'], { ...data, resources: { limits: { cpu: '1', memory: '64Mi' } } });
    await engine.run(pod);
    if (!(await namesOf('swept')).some((name) => name.startsWith('/sys/fs/cgroup/'))) this.skip();
    await engine.remove(pod.metadata);
    assert.ok((await namesOf('swept')).some((name) => name.startsWith('/sys/fs/cgroup/')));
    const later = trial.engine({ lingerMs: 100 });
    await goes('swept');
    await later.dispose();
    await engine.dispose();
  });

  it('is left alone where a pod is just being made, or stands again', async () => {
    const engine = trial.engine({ lingerMs: 100, clock: stands });
    const pod = trial.pod('again', ['a'], data);
    await engine.run(pod);
    await removeFromTerminal('again');
    await eventually(() => !engine.pod(pod.metadata), 'it is gone');
    const other = trial.engine({ lingerMs: 100 });
    await other.run(pod);
    // A fresh volume without any container, as between two calls of a window that makes its pod.
    const uid = podUid({ namespace, name: 'made' });
    const name = `k8s_data_made_${namespace}_${uid}`;
    const own = { [labels.managed]: 'true', [labels.podUid]: uid, [labels.podNamespace]: namespace };
    await docker.createVolume({ Name: name, Labels: own });
    const third = trial.engine({ lingerMs: 60_000 });
    await podThat(third, pod.metadata, 'it is seen', allRunning);
    await third.dispose();
    assert.ok((await trial.leftovers()).includes(name), 'a fresh one stays');
    assert.ok((await namesOf('again')).some((each) => each.startsWith('k8s_data_')));
    await trial.exec('again', 'a', 'true');
    await Promise.all([engine.dispose(), other.dispose()]);
  });

  it('is nobody’s business in another namespace', async () => {
    const uid = podUid({ namespace: `${namespace}-other`, name: 'theirs' });
    const own = { [labels.managed]: 'true', [labels.podUid]: uid };
    const theirs = `k8s_data_theirs_${namespace}-other_${uid}`;
    const ours = `k8s_data_ours_${namespace}_${podUid({ namespace, name: 'ours' })}`;
    try {
      await docker.createVolume({
        Name: theirs,
        Labels: { ...own, [labels.podNamespace]: `${namespace}-other` },
      });
      await docker.createVolume({
        Name: ours,
        Labels: {
          [labels.managed]: 'true',
          [labels.podUid]: podUid({ namespace, name: 'ours' }),
          [labels.podNamespace]: namespace,
        },
      });
      const engine = trial.engine({ lingerMs: 100 });
      await eventually(async () => !(await trial.leftovers()).includes(ours), 'ours goes', 30_000);
      await docker.getVolume(theirs).inspect();
      await engine.dispose();
    } finally {
      await docker.getVolume(theirs).remove();
    }
  });
});
