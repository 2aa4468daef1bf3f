import assert from 'node:assert/strict';
import type { Container } from '../../../src/engine/model/pod';
import type { PodSnapshot } from '../../../src/engine/model/podSnapshot';
import type { PodCondition } from '../../../src/engine/model/podStatus';
import type { PodEngineApi } from '../../../src/engine/podEngineApi';
import { eventually } from '../../support/eventually';
import { allRunning, engineTrial, execIn, idle, podThat, script } from '../support/engineTrial';
import { skippingClock } from '../support/skippingClock';

const allReady = ({ status }: PodSnapshot) => status.containerStatuses.every(({ ready }) => ready);

describe('events and conditions on Docker', function () {
  this.timeout(60_000);
  const trial = engineTrial();
  const { namespace } = trial;
  const keyOf = (name: string) => ({ namespace, name });
  const clock = skippingClock();
  /** The one window that is open. */
  let engine: PodEngineApi;

  beforeEach(() => {
    engine = trial.engine({ clock });
  });
  afterEach(() => engine.dispose());
  after(() => trial.dispose());

  /** `<count> <type> <reason> <fieldPath> <message>` of each. */
  const linesOf = async (of: PodEngineApi, name: string) =>
    (await of.events(keyOf(name))).map((event) =>
      [event.count, event.type, event.reason, event.fieldPath ?? '-', event.message].join(' '),
    );
  const has = async (of: PodEngineApi, name: string, wanted: string) => {
    let lines: string[] = [];
    const told = eventually(async () => {
      lines = await linesOf(of, name);
      return lines.includes(wanted);
    }, wanted);
    await told.catch((error: unknown) => assert.fail(`${error}: ${lines.join('\n')}`));
  };
  /** The pod's file says so. */
  const kept = async (name: string, wanted: RegExp) => {
    const { Id } = await trial.container(name, 'POD');
    const text = async () => {
      const archive = await trial.docker.getContainer(Id).getArchive({ path: '/v/0/events.json' });
      let text = '';
      for await (const chunk of archive) text += chunk;
      return text;
    };
    await eventually(async () => wanted.test(await text()), `${wanted} in the file`);
  };
  /** The window is closed and another one opened, which sees the pod. */
  const reopened = async (name: string) => {
    await engine.dispose();
    engine = trial.engine({ clock });
    await podThat(engine, keyOf(name), 'it is seen', () => true);
  };
  const condition = (of: PodEngineApi, name: string, wanted: PodCondition['type']) =>
    of.pod(keyOf(name))?.status.conditions.find(({ type }) => type === wanted);

  it('count a crash that comes again, with its back-off', async () => {
    const crash: Container = { name: 'crash', ...script('sleep 0.2; exit 3') };
    await engine.run(trial.pod('crash', ['calm', crash]));
    const restarts = async (count: number) => {
      await podThat(engine, keyOf('crash'), `${count} restarts`, ({ status }) => {
        const [, { restartCount, state } = {}] = status.containerStatuses;
        return restartCount === count && state?.waiting?.reason === 'CrashLoopBackOff';
      });
    };
    await restarts(1);
    clock.skip(10_000);
    await restarts(2);
    const uid = engine.pod(keyOf('crash'))?.metadata.uid;
    const backOff = `Back-off restarting failed container crash in pod crash_${namespace}(${uid})`;
    await has(engine, 'crash', `2 Warning BackOff spec.containers{crash} ${backOff}`);
    await has(engine, 'crash', '3 Normal Started spec.containers{crash} Container started');
    await has(engine, 'crash', '1 Normal Started spec.containers{calm} Container started');
    const ready = condition(engine, 'crash', 'Ready');
    assert.equal(ready?.status, 'False');
    const { FinishedAt } = (await trial.container('crash', 'crash')).State;
    assert.equal(Date.parse(ready?.lastTransitionTime ?? ''), Date.parse(FinishedAt));
    const text = await engine.describe(keyOf('crash'));
    assert.match(text, /^Node: +\S+\/\d/m);
    assert.match(text, /^ {2}Warning {2}BackOff +\d+s \(x2 over \d+s\) +docker-pods {2}Back-off restarting/m);
    assert.match(text, /^ {4}Last State: +Terminated\n {6}Reason: +Error\n {6}Exit Code: +3$/m);
    await engine.remove(keyOf('crash'));
  });

  it('tell of each try of a probe that fails, and when it last changed its mind', async () => {
    const probed: Container = {
      name: 'app',
      ...idle,
      readinessProbe: { exec: { command: ['cat', '/tmp/ready'] }, periodSeconds: 1, failureThreshold: 1 },
    };
    await engine.run(trial.pod('probed', [probed]));
    const message = "Readiness probe failed: cat: can't open '/tmp/ready': No such file or directory";
    await has(engine, 'probed', `2 Warning Unhealthy spec.containers{app} ${message}`);
    const { creationTimestamp } = engine.pod(keyOf('probed'))?.metadata ?? {};
    const never = condition(engine, 'probed', 'Ready');
    assert.deepEqual([never?.status, never?.lastTransitionTime], ['False', creationTimestamp]);
    const before = clock.now();
    await trial.exec('probed', 'app', 'touch', '/tmp/ready');
    await podThat(engine, keyOf('probed'), 'it is ready', allReady);
    const ready = condition(engine, 'probed', 'Ready');
    assert.ok(Date.parse(ready?.lastTransitionTime ?? '') >= before);
    const known = await linesOf(engine, 'probed');
    await kept('probed', /"type":"Ready","status":"True"/);
    await reopened('probed');
    // It has not tried it yet.
    const seen = await podThat(engine, keyOf('probed'), 'it is still', allReady);
    assert.deepEqual(seen.status.conditions.at(-1), ready);
    assert.deepEqual(await linesOf(engine, 'probed'), known);
  });

  it('outlive their windows, and the sandbox', async () => {
    await engine.run(trial.pod('stopped', ['a']));
    await has(engine, 'stopped', '1 Normal Started spec.containers{a} Container started');
    const second = trial.engine();
    await podThat(second, keyOf('stopped'), 'it is seen', allRunning);
    const begun = await linesOf(engine, 'stopped');
    await eventually(async () => (await linesOf(second, 'stopped')).join() === begun.join(), 'the same list');
    assert.deepEqual(
      second.pod(keyOf('stopped'))?.status.conditions,
      engine.pod(keyOf('stopped'))?.status.conditions,
    );
    await second.dispose();
    await engine.stop(keyOf('stopped'));
    await has(engine, 'stopped', '1 Normal Killing spec.containers{a} Stopping container a');
    const known = await linesOf(engine, 'stopped');
    await reopened('stopped');
    assert.deepEqual(await linesOf(engine, 'stopped'), known);

    await engine.restart(keyOf('stopped'));
    await trial.docker.getContainer((await trial.container('stopped', 'POD')).Id).kill();
    await podThat(
      engine,
      keyOf('stopped'),
      'it is whole',
      (one) => one.sandbox?.attempt === 2 && allRunning(one),
    );
    const changed = 'Normal SandboxChanged - Pod sandbox changed, it will be killed and re-created.';
    const lines = await linesOf(engine, 'stopped');
    assert.ok(
      lines.some((line) => line.endsWith(changed)),
      lines.join('\n'),
    );
    await has(engine, 'stopped', '3 Normal Started spec.containers{a} Container started');
  });

  it('are gone with their pod', async () => {
    await engine.remove(keyOf('stopped'));
    await engine.run(trial.pod('stopped', ['a']));
    const lines = await linesOf(engine, 'stopped');
    assert.ok(lines.includes('1 Normal Started spec.containers{a} Container started'), lines.join('\n'));
    assert.ok(!lines.some((line) => line.includes('Killing')), lines.join('\n'));
  });

  it('are nothing that a container of the pod could read or change', async () => {
    await podThat(engine, keyOf('probed'), 'it is seen', () => true);
    assert.notEqual((await linesOf(engine, 'probed')).length, 0);
    const { Id } = await trial.container('probed', 'app');
    const found = await execIn(trial.docker, Id, ['find', '/', '-xdev', '-name', 'events.json*']);
    const mounts = await execIn(trial.docker, Id, ['grep', '-c', 'termination-log', '/proc/mounts']);
    assert.deepEqual([found, mounts], ['', '1']);
    assert.match(await execIn(trial.docker, Id, ['ls', '-l', '/dev/termination-log']), /^-rw-rw-rw-/);
  });
});

describe('logs of the attempt before', function () {
  this.timeout(60_000);
  const trial = engineTrial();
  const key = { namespace: trial.namespace, name: 'web' };
  let engine: PodEngineApi;

  before(() => {
    engine = trial.engine();
  });
  after(() => trial.dispose());

  const textOf = async (previous: boolean) => {
    const lines: string[] = [];
    for await (const { text } of engine.logs(key, 'app', { previous })) lines.push(text);
    return lines;
  };

  it('are none where there was none', async () => {
    const counts = script(
      'echo "$(cat /n/at 2>/dev/null)x" >/n/at; cat /n/at; while :; do sleep 1 & wait; done',
    );
    const app: Container = { name: 'app', ...counts, volumeMounts: [{ name: 'n', mountPath: '/n' }] };
    await engine.run(trial.pod('web', [app], { volumes: [{ name: 'n', emptyDir: {} }] }));
    const pod = `${key.namespace}/${key.name}`;
    await assert.rejects(textOf(true), { code: 'no-previous-attempt', args: { container: 'app', pod } });
  });

  it('are those of the one that ended last, also when the sandbox is another by now', async () => {
    const isAgain = (attempt: number) =>
      podThat(
        engine,
        key,
        `attempt ${attempt} runs`,
        ({
          status: {
            containerStatuses: [app],
          },
        }) => {
          return app?.restartCount === attempt && app.state.running !== undefined;
        },
      );
    await trial.docker.getContainer((await trial.container('web', 'app')).Id).kill();
    await isAgain(1);
    await eventually(async () => (await textOf(false)).join() === 'xx', 'the newest');
    assert.deepEqual(await textOf(true), ['x']);
    await trial.docker.getContainer((await trial.container('web', 'POD')).Id).kill();
    await isAgain(2);
    await eventually(async () => (await textOf(false)).join() === 'xxx', 'the newest');
    assert.deepEqual(await textOf(true), ['xx']);
  });
});
