import assert from 'node:assert/strict';
import type { Container, Probe } from '../../src/engine/model/pod';
import type { NewEvent } from '../../src/engine/model/podEvent';
import type { ObservedPod } from '../../src/engine/observe/observedPod';
import type { ExecResult, SandboxStatus } from '../../src/engine/runtime/podRuntime';
import type { Probed } from '../../src/engine/supervise/keptRecord';
import { PodProbes } from '../../src/engine/supervise/probes/podProbes';
import { fakeClock, settled } from './support/fakeClock';
import { createFakeRuntime } from './support/fakeRuntime';
import { containerStatus, observedOf, ofPlan, planOf, podOf, sandboxStatus } from './support/pods';

/** Probes of a pod with one container `a`, whose exec probes are answered by `exits`, by their first word. */
function trial(spec: Partial<Container>) {
  const clock = fakeClock();
  const runtime = createFakeRuntime(clock);
  const pod = podOf([{ name: 'a', image: 'busybox:1.37', ...spec }]);
  const plan = planOf(pod);
  const exits: Record<string, Partial<ExecResult>> = {};
  /** `<probe> <seconds since the start>` of each try. */
  const tries: string[] = [];
  const logs: string[] = [];
  const events: NewEvent[] = [];
  const kept: Record<string, Probed> = {};
  const start = clock.now();
  let changes = 0;
  runtime.execSync = async (_id, [word = '']) => {
    tries.push(`${word} ${(clock.now() - start) / 1000}`);
    return { exitCode: 0, output: '', timedOut: false, ...exits[word] };
  };
  const probes = new PodProbes({
    runtime,
    clock,
    log: (message) => logs.push(message),
    record: {
      record: (event) => events.push(event),
      probed: (id) => kept[id],
      noteProbed: (id, found) => {
        kept[id] = found;
      },
    },
    changed: () => changes++,
  });
  const running = (id = 'a-0', sketch = {}) =>
    containerStatus('a', { id, startedAt: new Date(clock.now()).toISOString(), ...sketch });
  const sandbox = (sketch: Partial<SandboxStatus> = {}) =>
    sandboxStatus(pod, { startedAt: new Date(start - 1000).toISOString(), ...sketch });
  return {
    clock,
    runtime,
    plan,
    probes,
    exits,
    tries,
    logs,
    events,
    kept,
    running,
    sandbox,
    get changes() {
      return changes;
    },
    follow: (observed: ObservedPod = observedOf(sandbox(), running()), inPostStart?: Set<string>) =>
      probes.follow(plan, ofPlan(plan, observed), inPostStart),
    seconds: (seconds: number) => clock.advance(seconds * 1000),
  };
}

type Trial = ReturnType<typeof trial>;

function exec(word: string, sketch: Probe = {}): Probe {
  return { exec: { command: [word] }, periodSeconds: 1, ...sketch };
}

function told({ probes }: Trial, id = 'a-0') {
  return {
    started: probes.started(id),
    ready: probes.ready(id),
    unhealthy: probes.unhealthy(id)?.probe,
  };
}

const well = { started: true, ready: true, unhealthy: undefined };

describe('probes of a pod', () => {
  it('has nothing to find out where there are none', async () => {
    const t = trial({});
    assert.deepEqual(told(t), well);
    t.follow();
    await t.seconds(100);
    assert.deepEqual(told(t), well);
    assert.equal(t.clock.pending, 0);
  });

  it('waits for the initial delay, then tries every period, ten seconds by default', async () => {
    const t = trial({ livenessProbe: { exec: { command: ['live'] }, initialDelaySeconds: 5 } });
    t.follow();
    await t.seconds(30);
    assert.deepEqual(t.tries, ['live 5', 'live 15', 'live 25']);
  });

  it('counts the initial delay from the start of a container that ran before it was seen', async () => {
    const t = trial({ livenessProbe: exec('live', { initialDelaySeconds: 60 }) });
    const observed = observedOf(t.sandbox(), t.running());
    await t.seconds(50);
    t.follow(observed);
    await t.seconds(11);
    assert.deepEqual(t.tries, ['live 60', 'live 61']);
  });

  it('waits no longer than the initial delay where the engine has a clock that is ahead', async () => {
    const t = trial({ livenessProbe: exec('live', { initialDelaySeconds: 5 }) });
    t.follow(observedOf(t.sandbox(), t.running('a-0', { startedAt: '2026-11-20T09:00:00Z' })));
    await t.seconds(5);
    assert.deepEqual(t.tries, ['live 5']);
  });

  it('is ready at once after the first success, and not after three failures in a row', async () => {
    const t = trial({ readinessProbe: exec('ready') });
    t.follow(observedOf(t.sandbox()));
    assert.deepEqual(told(t), { ...well, started: false, ready: false }, 'before it is seen');
    t.follow();
    assert.deepEqual(told(t), { ...well, ready: false });
    await t.seconds(0);
    assert.deepEqual(told(t), well);
    assert.equal(t.changes, 1);

    t.exits.ready = { exitCode: 1, output: 'no\n' };
    await t.seconds(2);
    assert.deepEqual(told(t), well, 'two failures');
    t.exits.ready = {};
    await t.seconds(1);
    t.exits.ready = { exitCode: 1, output: 'no\n' };
    await t.seconds(2);
    assert.deepEqual(told(t), well, 'two more');
    await t.seconds(1);
    assert.deepEqual(told(t), { ...well, ready: false });
    await t.seconds(60);
    assert.deepEqual(told(t), { ...well, ready: false }, 'and never more than not ready');
    assert.equal(t.changes, 2);
    assert.deepEqual(t.logs, [
      'container a: Readiness probe failed: no',
      'container a: Readiness probe failed: no',
    ]);
    assert.equal(t.events.length, 2 + 2 + 1 + 60, 'an event of each try');
    const message = 'Readiness probe failed: no';
    assert.deepEqual(t.events.at(-1), { type: 'Warning', reason: 'Unhealthy', message, container: 'a' });
  });

  it('takes a container for what another window has found it to be, until it is tried', async () => {
    const t = trial({
      startupProbe: exec('start'),
      readinessProbe: exec('ready', { initialDelaySeconds: 5 }),
    });
    t.follow();
    await t.seconds(5);
    assert.deepEqual(told(t), well);
    const { startedAt } = t.kept['a-0'] ?? {};
    assert.deepEqual(t.kept, { 'a-0': { startedAt, started: true, ready: true } });
    t.probes.dispose();

    const again = trial({
      startupProbe: exec('start'),
      readinessProbe: exec('ready', { failureThreshold: 2, initialDelaySeconds: 5 }),
    });
    Object.assign(again.kept, t.kept);
    again.exits.ready = { exitCode: 1 };
    again.follow();
    assert.deepEqual(told(again), well);
    await again.seconds(5);
    assert.deepEqual([told(again), again.tries], [well, ['ready 5']]);
    await again.seconds(1);
    assert.deepEqual(told(again), { ...well, ready: false });
  });

  it('takes nothing for granted of a container that Docker has started again under its id', () => {
    const t = trial({ readinessProbe: exec('ready') });
    t.kept['a-0'] = { startedAt: '2026-11-20T06:00:00.000Z', started: true, ready: true };
    t.follow();
    assert.equal(t.probes.ready('a-0'), false);
  });

  it('takes as many successes as the threshold says', async () => {
    const t = trial({ readinessProbe: exec('ready', { successThreshold: 3 }) });
    t.follow();
    await t.seconds(1);
    assert.equal(t.probes.ready('a-0'), false);
    await t.seconds(1);
    assert.equal(t.probes.ready('a-0'), true);
  });

  it('gives up a container that fails its liveness probe, once, and tries it no more', async () => {
    const t = trial({
      livenessProbe: exec('live', { failureThreshold: 2, terminationGracePeriodSeconds: 7 }),
    });
    t.exits.live = { exitCode: 1, output: "cat: can't open '/tmp/healthy'\n" };
    t.follow();
    await t.seconds(0);
    assert.deepEqual(told(t), well);
    await t.seconds(100);
    assert.deepEqual(t.probes.unhealthy('a-0'), {
      probe: 'liveness',
      message: "Liveness probe failed: cat: can't open '/tmp/healthy'",
      gracePeriodSeconds: 7,
    });
    assert.deepEqual(t.tries, ['live 0', 'live 1']);
    assert.equal(t.changes, 1);
  });

  it('begins anew with the next attempt of the container', async () => {
    const t = trial({ livenessProbe: exec('live', { failureThreshold: 1 }), readinessProbe: exec('ready') });
    t.exits.live = { exitCode: 1 };
    t.follow();
    await t.seconds(0);
    assert.deepEqual(told(t), { ...well, unhealthy: 'liveness' });
    t.exits.live = {};
    t.follow(observedOf(t.sandbox(), t.running('a-1', { attempt: 1 })));
    assert.equal(t.probes.unhealthy('a-0'), undefined);
    assert.deepEqual(told(t, 'a-1'), { ...well, ready: false });
    await t.seconds(5);
    assert.deepEqual(told(t, 'a-1'), well);
  });

  it('holds all other probes back until the startup probe succeeds, and then begins them at once', async () => {
    const t = trial({
      startupProbe: exec('start', { failureThreshold: 30 }),
      livenessProbe: exec('live', { periodSeconds: 100 }),
      readinessProbe: exec('ready', { periodSeconds: 100 }),
    });
    t.exits.start = { exitCode: 1 };
    t.follow();
    await t.seconds(9.5);
    assert.deepEqual(told(t), { ...well, started: false, ready: false });
    t.exits.start = {};
    await t.seconds(0.5);
    assert.deepEqual(told(t), well);
    await t.seconds(50);
    assert.deepEqual(t.tries.slice(-3), ['start 10', 'live 10', 'ready 10']);
  });

  it('leaves alone what runs of another entry of the manifest: it is about to be replaced', async () => {
    const t = trial({ livenessProbe: exec('live') });
    t.probes.follow(t.plan, observedOf(t.sandbox(), t.running('a-0', { specHash: 'old' })));
    await t.seconds(60);
    assert.deepEqual(t.tries, []);
  });

  it('gives up a container whose startup probe fails', async () => {
    const t = trial({ startupProbe: exec('start', { failureThreshold: 2 }), livenessProbe: exec('live') });
    t.exits.start = { exitCode: 1 };
    t.follow();
    await t.seconds(10);
    assert.deepEqual(t.probes.unhealthy('a-0'), { probe: 'startup', message: 'Startup probe failed: ' });
    assert.deepEqual(t.tries, ['start 0', 'start 1']);
  });

  it('counts a command that takes too long as a failure', async () => {
    const t = trial({ livenessProbe: exec('live', { failureThreshold: 1, timeoutSeconds: 2 }) });
    t.exits.live = { exitCode: -1, timedOut: true };
    t.follow();
    await t.seconds(0);
    assert.equal(
      t.probes.unhealthy('a-0')?.message,
      'Liveness probe failed: command timed out: "live" timed out after 2s',
    );
  });

  it('counts nothing that is not the doing of the container', async () => {
    const t = trial({ livenessProbe: exec('live', { failureThreshold: 2 }) });
    t.exits.live = { exitCode: 1 };
    t.follow();
    await t.seconds(0);
    const { execSync } = t.runtime;
    t.runtime.execSync = () => Promise.reject(new Error('Docker is not there'));
    await t.seconds(100);
    assert.deepEqual(told(t), well);
    t.runtime.execSync = execSync;
    await t.seconds(1);
    assert.equal(told(t).unhealthy, 'liveness');
    assert.deepEqual(t.logs, [
      'container a: Liveness probe failed: ',
      'container a: Liveness probe errored and resulted in unknown state: Docker is not there',
      'container a: Liveness probe failed: ',
    ]);
  });

  it('does not begin a try before the one before it has ended', async () => {
    const t = trial({ livenessProbe: exec('live') });
    let answer: (result: ExecResult) => void = () => undefined;
    let tries = 0;
    t.runtime.execSync = () => {
      tries++;
      return new Promise((resolve) => {
        answer = resolve;
      });
    };
    t.follow();
    await t.seconds(10);
    assert.equal(tries, 1);
    answer({ exitCode: 0, output: '', timedOut: false });
    await settled();
    await t.seconds(0);
    assert.equal(tries, 2);
  });

  it('is quiet about liveness while the pod is ended, and goes on with readiness', async () => {
    const t = trial({ livenessProbe: exec('live', { failureThreshold: 1 }), readinessProbe: exec('ready') });
    t.follow();
    await t.seconds(0);
    t.exits.live = { exitCode: 1 };
    t.exits.ready = { exitCode: 1 };
    t.follow(observedOf(t.sandbox({ desired: 'Removed' }), t.running()));
    await t.seconds(5);
    assert.deepEqual(told(t), { ...well, ready: false });
    t.follow(observedOf(t.sandbox({ desired: 'Removed' })));
    await t.seconds(5);
    assert.equal(t.clock.pending, 0);
  });

  it('takes back that a container is unhealthy when all is ended anyway', async () => {
    const t = trial({ livenessProbe: exec('live', { failureThreshold: 1 }) });
    t.exits.live = { exitCode: 1 };
    t.follow();
    await t.seconds(0);
    t.probes.terminating();
    assert.equal(t.probes.unhealthy('a-0'), undefined);
  });

  it('tries nothing in a container whose postStart hook is under way', async () => {
    const t = trial({ readinessProbe: exec('ready') });
    t.follow(undefined, new Set(['a-0']));
    await t.seconds(5);
    assert.deepEqual([t.tries, t.probes.ready('a-0')], [[], false]);
    t.follow();
    await t.seconds(0);
    assert.equal(t.probes.ready('a-0'), true);
  });

  it('tries nothing in a container that is paused, ended, or in dead namespaces', async () => {
    const t = trial({ livenessProbe: exec('live') });
    t.follow(observedOf(t.sandbox(), t.running('a-0', { paused: true })));
    await t.seconds(5);
    assert.deepEqual(t.tries, []);
    t.follow(observedOf(t.sandbox(), t.running('a-0')));
    await t.seconds(1);
    assert.equal(t.tries.length, 1);
    t.follow(observedOf(t.sandbox({ state: 'SANDBOX_NOTREADY' }), t.running('a-0')));
    await t.seconds(5);
    assert.equal(t.tries.length, 1);
  });

  it('ends with its pod', async () => {
    const t = trial({ livenessProbe: exec('live'), readinessProbe: exec('ready') });
    t.follow();
    await t.seconds(0);
    t.probes.dispose();
    assert.equal(t.clock.pending, 0);
  });
});
