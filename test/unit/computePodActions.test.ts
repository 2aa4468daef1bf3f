import assert from 'node:assert/strict';
import type { RestartPolicy } from '../../src/engine/model/pod';
import type { ObservedPod } from '../../src/engine/observe/observedPod';
import { type BackOff, nextBackOff } from '../../src/engine/supervise/backOff';
import { computePodActions, type PodActions } from '../../src/engine/supervise/computePodActions';
import { at, containerStatus, exited, observedOf, planOf, podOf, sandboxStatus } from './support/pods';

const pod = podOf(['a', 'b']);
const sandbox = sandboxStatus(pod);
const dead = sandboxStatus(pod, { state: 'SANDBOX_NOTREADY', pid: 0, finishedAt: at(9) });
const now = Date.parse(at(20));
const crashed: BackOff = nextBackOff(undefined, Date.parse(at(5)), Date.parse(at(5)));

interface Case {
  what: string;
  policy?: RestartPolicy;
  observed?: ObservedPod;
  backOffs?: Record<string, BackOff>;
  now?: string;
  /** Of the actions, what is not nothing. */
  expected: Partial<PodActions>;
}

const start = (...starts: [name: string, attempt: number][]) =>
  starts.map(([name, attempt]) => ({ name, attempt }));
const neverStarted = (name: string) => {
  const { startedAt: _started, ...created } = containerStatus(name, { state: 'CONTAINER_CREATED' });
  return created;
};
const a = containerStatus('a');
const b = containerStatus('b');

const cases: Case[] = [
  {
    what: 'nothing stands: everything is made',
    expected: { sandboxAttempt: 0, containersToStart: start(['a', 0], ['b', 0]) },
  },
  { what: 'all run: nothing', observed: observedOf(sandbox, a, b), expected: {} },
  {
    what: 'a container was never made: it is made',
    observed: observedOf(sandbox, a),
    expected: { containersToStart: start(['b', 0]) },
  },
  {
    what: 'a container was made but not started: it is started, as the same attempt',
    observed: observedOf(sandbox, a, containerStatus('b', { state: 'CONTAINER_CREATED', attempt: 3 })),
    expected: { containersToStart: start(['b', 3]) },
  },
  {
    what: 'Always, ended well: the next attempt',
    observed: observedOf(sandbox, a, exited('b', 0)),
    expected: { containersToStart: start(['b', 1]) },
  },
  {
    what: 'OnFailure, ended well: nothing',
    policy: 'OnFailure',
    observed: observedOf(sandbox, a, exited('b', 0)),
    expected: {},
  },
  {
    what: 'OnFailure, ended badly: the next attempt',
    policy: 'OnFailure',
    observed: observedOf(sandbox, a, exited('b', 1, { attempt: 4 }), exited('b', 1, { attempt: 3 })),
    expected: { containersToStart: start(['b', 5]) },
  },
  {
    what: 'Never, ended badly: nothing',
    policy: 'Never',
    observed: observedOf(sandbox, a, exited('b', 1)),
    expected: {},
  },
  {
    what: 'crashed again: it waits from its end on',
    observed: observedOf(sandbox, a, exited('b', 1)),
    backOffs: { b: crashed },
    now: at(15),
    expected: { waiting: [{ name: 'b', until: Date.parse(at(20)) }] },
  },
  {
    what: 'crashed again, and waited long enough',
    observed: observedOf(sandbox, a, exited('b', 1)),
    backOffs: { b: crashed },
    expected: { containersToStart: start(['b', 1]) },
  },
  {
    what: 'a container that could not even be made waits, too',
    observed: observedOf(sandbox, a),
    backOffs: { b: crashed },
    now: at(10),
    expected: { waiting: [{ name: 'b', until: Date.parse(at(15)) }] },
  },
  {
    what: 'the sandbox died: the pod is rebuilt',
    observed: observedOf(dead, a, exited('b', 137)),
    expected: { killPod: true, sandboxAttempt: 1, containersToStart: start(['a', 1], ['b', 1]) },
  },
  {
    what: 'the sandbox died, and OnFailure lets one of two ended containers rest',
    policy: 'OnFailure',
    observed: observedOf(dead, exited('a', 0), exited('b', 137)),
    expected: { killPod: true, sandboxAttempt: 1, containersToStart: start(['b', 1]) },
  },
  {
    what: 'the sandbox died while all wait: a new one is made when the first may start',
    observed: observedOf(dead, exited('a', 1), exited('b', 1)),
    backOffs: { a: crashed, b: crashed },
    now: at(15),
    expected: {
      killPod: true,
      waiting: [
        { name: 'a', until: Date.parse(at(20)) },
        { name: 'b', until: Date.parse(at(20)) },
      ],
    },
  },
  {
    what: 'the sandbox was removed: the pod is rebuilt',
    observed: observedOf([], a, b),
    expected: { killPod: true, sandboxAttempt: 0, containersToStart: start(['a', 1], ['b', 1]) },
  },
  {
    what: 'the sandbox was restarted after its containers: they are in dead namespaces',
    observed: observedOf(sandboxStatus(pod, { startedAt: at(7) }), a, b),
    expected: { killPod: true, sandboxAttempt: 1, containersToStart: start(['a', 1], ['b', 1]) },
  },
  {
    what: 'one container is of an older sandbox: the pod is rebuilt',
    observed: observedOf(
      [sandboxStatus(pod, { attempt: 1, id: 'sandbox-1' }), dead],
      a,
      containerStatus('b', { sandboxId: 'sandbox-1' }),
    ),
    expected: { killPod: true, sandboxAttempt: 2, containersToStart: start(['a', 1], ['b', 1]) },
  },
  {
    what: 'the sandbox died, and Never: what runs is ended, and nothing made anew',
    policy: 'Never',
    observed: observedOf(dead, a, exited('b', 0)),
    expected: { killPod: true },
  },
  {
    what: 'the sandbox was restarted, and Never: likewise',
    policy: 'Never',
    observed: observedOf(sandboxStatus(pod, { startedAt: at(7) }), a, b),
    expected: { killPod: true },
  },
  {
    what: 'a start was cut off before anything ran, and Never: it is made anew',
    policy: 'Never',
    observed: observedOf(dead, neverStarted('a')),
    expected: { killPod: true, sandboxAttempt: 1, containersToStart: start(['a', 1], ['b', 0]) },
  },
  {
    what: 'all ended for good: the sandbox ends, too',
    policy: 'OnFailure',
    observed: observedOf(sandbox, exited('a', 0), exited('b', 0)),
    expected: { stopSandbox: true },
  },
  {
    what: 'all ended for good and the sandbox as well: nothing',
    policy: 'Never',
    observed: observedOf(dead, exited('a', 1), exited('b', 0)),
    expected: {},
  },
  {
    what: 'it shall be stopped: nothing is healed',
    observed: observedOf(sandboxStatus(pod, { desired: 'Stopped' }), exited('a', 137), exited('b', 137)),
    expected: {},
  },
  {
    what: 'it shall be removed: nothing is healed',
    observed: observedOf(sandboxStatus(pod, { desired: 'Removed', state: 'SANDBOX_NOTREADY' }), a),
    expected: {},
  },
];

describe('computePodActions', () => {
  for (const { what, policy, observed, backOffs = {}, now: time, expected } of cases) {
    it(what, () => {
      const plan = planOf(podOf(['a', 'b'], policy ? { restartPolicy: policy } : {}));
      const when = time ? Date.parse(time) : now;
      const actions = computePodActions(plan, observed, new Map(Object.entries(backOffs)), when);
      const nothing = { killPod: false, stopSandbox: false, containersToStart: [], waiting: [] };
      assert.deepEqual(actions, { ...nothing, ...expected });
    });
  }

  it('leaves the observation and its own nothing unchanged', () => {
    const plan = planOf(pod);
    const observed = observedOf(sandbox, a, exited('b', 1));
    const before = structuredClone(observed);
    computePodActions(plan, observed, new Map(), now);
    assert.deepEqual(observed, before);
    assert.deepEqual(
      computePodActions(plan, observedOf(sandbox, a, b), new Map(), now).containersToStart,
      [],
    );
  });
});
