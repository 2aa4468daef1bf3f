import assert from 'node:assert/strict';
import type { Container, ContainerRestartRule, PodSpec, RestartPolicy } from '../../src/engine/model/pod';
import type { ObservedPod } from '../../src/engine/observe/observedPod';
import { labels } from '../../src/engine/plan/names';
import type { PodPlan } from '../../src/engine/plan/podPlan';
import { hashOf } from '../../src/engine/plan/specHash';
import type { RuntimeContainerStatus } from '../../src/engine/runtime/podRuntime';
import { type BackOff, nextBackOff } from '../../src/engine/supervise/backOff';
import {
  computePodActions,
  type PodActions,
  type Situation,
} from '../../src/engine/supervise/computePodActions';
import { noProbes, type ProbeResults, type Unhealthy } from '../../src/engine/supervise/probes/probeResults';
import {
  at,
  containerStatus,
  exited,
  observedOf,
  ofPlan,
  planOf,
  podOf,
  sandboxStatus,
} from './support/pods';

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
    what: 'an old attempt was started again: it is ended at once, whether the newest runs or not',
    observed: observedOf(sandbox, containerStatus('a', { attempt: 1 }), a, exited('b', 1, { attempt: 1 }), b),
    expected: {
      containersToKill: [a, b].map(({ id, name }) => ({
        ...{ id, name, gracePeriodSeconds: 0 },
        why: 'an old attempt of it was started again',
      })),
      containersToStart: start(['b', 2]),
    },
  },
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
    expected: { killPod: true },
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

const nothing = {
  killPod: false,
  toResume: [],
  containersToKill: [],
  containersToRemove: [],
  containersToStart: [],
  waiting: [],
};

/** The actions for a pod whose attempts are of its manifest, with what is not said of the situation as it mostly is. */
function actionsFor(plan: PodPlan, { observed, ...sketch }: Partial<Situation>): PodActions {
  return computePodActions({
    plan,
    observed: ofPlan(plan, observed),
    probes: noProbes,
    backOffs: new Map(),
    restarts: new Map(),
    now,
    ...sketch,
  });
}

describe('computePodActions', () => {
  for (const { what, policy, observed, backOffs = {}, now: time, expected } of cases) {
    it(what, () => {
      const plan = planOf(podOf(['a', 'b'], policy ? { restartPolicy: policy } : {}));
      const when = time ? Date.parse(time) : now;
      const actions = actionsFor(plan, { observed, backOffs: new Map(Object.entries(backOffs)), now: when });
      assert.deepEqual(actions, { ...nothing, ...expected });
    });
  }

  it('counts on where somebody has removed all attempts of a container', () => {
    const restarts = new Map([['b', 4]]);
    const { containersToStart } = actionsFor(planOf(pod), { observed: observedOf(sandbox, a), restarts });
    assert.deepEqual(containersToStart, start(['b', 5]));
  });

  it('leaves the observation and its own nothing unchanged', () => {
    const plan = planOf(pod);
    const observed = observedOf(sandbox, a, exited('b', 1));
    const before = structuredClone(observed);
    actionsFor(plan, { observed });
    assert.deepEqual(observed, before);
    assert.deepEqual(actionsFor(plan, { observed: observedOf(sandbox, a, b) }).containersToStart, []);
  });
});

/** Probe results in which these ids have not started, or are unhealthy. */
function probesOf(waiting: string[], unhealthy: Record<string, Unhealthy> = {}): ProbeResults {
  return {
    started: (id) => !waiting.includes(id),
    ready: (id) => !waiting.includes(id),
    unhealthy: (id) => unhealthy[id],
  };
}

describe('computePodActions with init containers', () => {
  const image = 'busybox:1.37';
  const initContainers: Container[] = [
    { name: 'first', image },
    { name: 'side', image, restartPolicy: 'Always' },
    { name: 'last', image },
  ];
  const spec = (more: Partial<PodSpec> = {}) => podOf(['a', 'b'], { initContainers, ...more });
  const first = exited('first', 0);
  const side = containerStatus('side');
  const last = exited('last', 0);
  const cases: (Case & { spec?: Partial<PodSpec>; probes?: ProbeResults })[] = [
    {
      what: 'nothing stands: the first one alone',
      expected: { sandboxAttempt: 0, containersToStart: start(['first', 0]) },
    },
    {
      what: 'the sandbox alone',
      observed: observedOf(sandbox),
      expected: { containersToStart: start(['first', 0]) },
    },
    {
      what: 'one runs: the next waits',
      observed: observedOf(sandbox, containerStatus('first')),
      expected: {},
    },
    {
      what: 'one was made but not started',
      observed: observedOf(sandbox, neverStarted('first')),
      expected: { containersToStart: start(['first', 0]) },
    },
    {
      what: 'one has succeeded: the next, a sidecar',
      observed: observedOf(sandbox, first),
      expected: { containersToStart: start(['side', 0]) },
    },
    {
      what: 'a sidecar runs: the next, though it goes on',
      observed: observedOf(sandbox, first, side),
      expected: { containersToStart: start(['last', 0]) },
    },
    {
      what: 'a sidecar that has not started yet holds the next up',
      observed: observedOf(sandbox, first, side),
      probes: probesOf(['side-0']),
      expected: {},
    },
    {
      what: 'a sidecar that ended well comes back, and holds the next up',
      observed: observedOf(sandbox, first, exited('side', 0)),
      expected: { containersToStart: start(['side', 1]) },
    },
    {
      what: 'a sidecar that ends later holds nothing up',
      observed: observedOf(sandbox, first, exited('side', 1), last),
      expected: { containersToStart: start(['side', 1], ['a', 0], ['b', 0]) },
    },
    {
      what: 'a sidecar that waits for its back-off holds nothing up, once it is behind',
      observed: observedOf(sandbox, first, exited('side', 1), containerStatus('last')),
      backOffs: { side: crashed },
      now: at(15),
      expected: { waiting: [{ name: 'side', until: Date.parse(at(20)) }] },
    },
    {
      what: 'all have succeeded: the app containers',
      observed: observedOf(sandbox, first, side, last),
      expected: { containersToStart: start(['a', 0], ['b', 0]) },
    },
    { what: 'all is up', observed: observedOf(sandbox, first, side, last, a, b), expected: {} },
    {
      what: 'init containers that were pruned do not run again under the app',
      observed: observedOf(sandbox, side, a, b),
      expected: {},
    },
    {
      what: 'a crash of an app container starts it alone',
      observed: observedOf(sandbox, first, side, last, a, exited('b', 1)),
      expected: { containersToStart: start(['b', 1]) },
    },
    {
      what: 'a sidecar is kept while the app runs, though the policy is Never',
      spec: { restartPolicy: 'Never' },
      observed: observedOf(sandbox, first, exited('side', 0), last, a, b),
      expected: { containersToStart: start(['side', 1]) },
    },
    ...(['Always', 'OnFailure'] as const).map((restartPolicy) => ({
      what: `one has failed, and ${restartPolicy}: it is tried again`,
      spec: { restartPolicy },
      observed: observedOf(sandbox, exited('first', 1)),
      expected: { containersToStart: start(['first', 1]) },
    })),
    {
      what: 'one has failed again: it waits from its end on',
      observed: observedOf(sandbox, exited('first', 1, { attempt: 1 })),
      backOffs: { first: crashed },
      now: at(15),
      expected: { waiting: [{ name: 'first', until: Date.parse(at(20)) }] },
    },
    {
      what: 'one has failed, and Never: the pod ends',
      spec: { restartPolicy: 'Never' },
      observed: observedOf(sandbox, exited('first', 1)),
      expected: { killPod: true },
    },
    {
      what: 'a later one has failed, and Never: the pod ends with its sidecar',
      spec: { restartPolicy: 'Never' },
      observed: observedOf(sandbox, first, side, exited('last', 1)),
      expected: { killPod: true },
    },
    {
      what: 'one has failed whose own policy is Never, though the pod’s is Always',
      spec: { initContainers: [{ name: 'first', image, restartPolicy: 'Never' }] },
      observed: observedOf(sandbox, exited('first', 1)),
      expected: { killPod: true },
    },
    {
      what: 'one has failed that a rule lets be tried again',
      spec: {
        restartPolicy: 'Never',
        initContainers: [
          {
            name: 'first',
            image,
            restartPolicy: 'Never',
            restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }],
          },
        ],
      },
      observed: observedOf(sandbox, exited('first', 42)),
      expected: { containersToStart: start(['first', 1]) },
    },
    {
      what: 'the sandbox died: the next one begins with the first',
      observed: observedOf(dead, first, exited('side', 137), last, exited('a', 137), exited('b', 137)),
      expected: { killPod: true, sandboxAttempt: 1, containersToStart: start(['first', 1]) },
    },
    {
      what: 'a new sandbox: what ran in the one before does not count',
      observed: observedOf(
        [sandboxStatus(pod, { attempt: 1 }), dead],
        exited('first', 0, { attempt: 1, sandboxId: 'sandbox-1' }),
        first,
        exited('side', 137),
        last,
        exited('a', 137),
        exited('b', 137),
      ),
      expected: { containersToStart: start(['side', 1]) },
    },
    {
      what: 'a sandbox that was restarted before the app ran has lost what was done in it',
      observed: observedOf(sandboxStatus(pod, { startedAt: at(12) }), first),
      expected: { containersToStart: start(['first', 1]) },
    },
    {
      what: 'the sandbox died, and what remains is done for good: its sidecar gets no new one',
      spec: { restartPolicy: 'OnFailure' },
      observed: observedOf(dead, first, exited('side', 137), last, exited('a', 0), exited('b', 0)),
      expected: {},
    },
    {
      what: 'all of the app has ended for good: the sidecar ends with the pod, and does not come back',
      spec: { restartPolicy: 'Never' },
      observed: observedOf(sandbox, first, side, last, exited('a', 0), exited('b', 1)),
      expected: { killPod: true },
    },
    {
      what: 'a sidecar has ended after the app',
      spec: { restartPolicy: 'OnFailure' },
      observed: observedOf(dead, first, exited('side', 0), last, exited('a', 0), exited('b', 0)),
      expected: {},
    },
    {
      what: 'a sidecar whose startup probe has failed is ended and tried again, and holds the next up',
      observed: observedOf(sandbox, first, side),
      probes: probesOf(['side-0'], {
        'side-0': { probe: 'startup', message: 'slow', gracePeriodSeconds: 1 },
      }),
      expected: {
        containersToKill: [
          {
            ...{ id: 'side-0', name: 'side', gracePeriodSeconds: 1, why: 'slow' },
            event: 'Init container side failed startup probe',
          },
        ],
        containersToStart: start(['side', 1]),
      },
    },
  ];
  for (const { what, spec: more, observed, probes = noProbes, backOffs = {}, now: time, expected } of cases) {
    it(what, () => {
      const situation = { observed, probes, backOffs: new Map(Object.entries(backOffs)) };
      const when = time ? Date.parse(time) : now;
      assert.deepEqual(actionsFor(planOf(spec(more)), { ...situation, now: when }), {
        ...nothing,
        ...expected,
      });
    });
  }
});

describe('computePodActions with restart rules, probes and deadlines', () => {
  const image = 'busybox:1.37';
  const rule = (action: ContainerRestartRule['action'], operator: 'In' | 'NotIn', ...values: number[]) => ({
    restartPolicy: 'Never' as const,
    restartPolicyRules: [{ action, exitCodes: { operator, values } }],
  });

  for (const [operator, exitCode, again] of [
    ['In', 42, true],
    ['In', 41, false],
    ['NotIn', 42, false],
    ['NotIn', 0, true],
  ] as const) {
    it(`Restart, ${operator} [42]: an end with ${exitCode} is ${again ? 'a restart' : 'the end'}`, () => {
      const plan = planOf(podOf(['a', { name: 'b', image, ...rule('Restart', operator, 42) }]));
      const { containersToStart } = actionsFor(plan, {
        observed: observedOf(sandbox, a, exited('b', exitCode)),
      });
      assert.deepEqual(containersToStart, again ? start(['b', 1]) : []);
    });
  }

  it('a container’s own policy wins over the pod’s', () => {
    const plan = planOf(
      podOf([{ name: 'a', image, restartPolicy: 'Always' }, 'b'], { restartPolicy: 'Never' }),
    );
    const observed = observedOf(sandbox, exited('a', 0), exited('b', 1));
    assert.deepEqual(actionsFor(plan, { observed }).containersToStart, start(['a', 1]));
  });

  describe('RestartAllContainers', () => {
    const initContainers = [
      { name: 'first', image },
      { name: 'side', image, ...rule('RestartAllContainers', 'In', 88), restartPolicy: 'Always' as const },
    ];
    const plan = planOf(podOf(['a', 'b'], { initContainers, restartPolicy: 'Never' }));
    const first = exited('first', 0);
    const trigger = exited('side', 88, { finishedAt: at(15) });

    it('kills at once all that runs', () => {
      const { containersToKill, ...rest } = actionsFor(plan, {
        observed: observedOf(sandbox, first, trigger, a, exited('b', 0)),
      });
      const why = 'all containers are restarted';
      assert.deepEqual(containersToKill, [{ id: 'a-0', name: 'a', gracePeriodSeconds: 0, why }]);
      const { containersToKill: _, ...noOther } = nothing;
      assert.deepEqual(rest, noOther);
    });

    const ended = [first, trigger, exited('a', 137, { finishedAt: at(16) }), exited('b', 0)];
    const again = (name: string, sketch: Partial<RuntimeContainerStatus> = {}) =>
      containerStatus(name, { attempt: 1, createdAt: at(17), startedAt: at(18), ...sketch });
    const done = again('first', { state: 'CONTAINER_EXITED', finishedAt: at(18) });

    for (const [what, observed, expected] of [
      ['then begins anew in the same sandbox', ended, start(['first', 1])],
      ['goes on in order', [...ended, done], start(['side', 1])],
      ['also runs again what had ended well', [...ended, done, again('side')], start(['a', 1], ['b', 1])],
      ['does so once', [...ended, done, again('side'), again('a'), again('b')], []],
    ] as const) {
      it(what, () => {
        const actions = actionsFor(plan, { observed: observedOf(sandbox, ...observed) });
        assert.deepEqual(actions, { ...nothing, containersToStart: expected });
      });
    }

    it('is not what a sidecar’s end means that was told to end, because the pod has', () => {
      const over = [first, exited('a', 0, { finishedAt: at(14) }), exited('b', 0), trigger];
      assert.deepEqual(actionsFor(plan, { observed: observedOf(dead, ...over) }), nothing);
    });

    it('is what its second end means, too', () => {
      const second = again('side', { state: 'CONTAINER_EXITED', exitCode: 88, finishedAt: at(19) });
      const { containersToStart } = actionsFor(plan, {
        observed: observedOf(sandbox, ...ended, done, second),
      });
      assert.deepEqual(containersToStart, start(['first', 2]));
    });
  });

  describe('a container that its probes have given up', () => {
    const probes = probesOf([], { 'b-0': { probe: 'liveness', message: 'b is not well' } });
    const kill = (event: string) => [{ id: 'b-0', name: 'b', why: 'b is not well', event }];
    const ends = 'Container b failed liveness probe';
    const restarts = `${ends}, will be restarted`;
    const observed = observedOf(sandbox, a, b);

    for (const [restartPolicy, expected] of [
      ['Always', start(['b', 1])],
      ['OnFailure', start(['b', 1])],
      ['Never', []],
    ] as const) {
      it(`is ended, and with ${restartPolicy} ${expected.length ? 'restarted' : 'not restarted'}`, () => {
        const plan = planOf(podOf(['a', 'b'], { restartPolicy }));
        const actions = actionsFor(plan, { observed, probes });
        const containersToKill = kill(expected.length ? restarts : ends);
        assert.deepEqual(actions, { ...nothing, containersToKill, containersToStart: expected });
      });
    }

    it('is ended now and restarted after its back-off', () => {
      const actions = actionsFor(planOf(pod), { observed, probes, backOffs: new Map([['b', crashed]]) });
      assert.deepEqual(actions, { ...nothing, containersToKill: kill(restarts) });
    });
  });

  describe('activeDeadlineSeconds', () => {
    const plan = planOf(podOf(['a', 'b'], { activeDeadlineSeconds: 60 }));
    const never = planOf(podOf(['a', 'b'], { activeDeadlineSeconds: 60, restartPolicy: 'Never' }));
    const running = observedOf(sandbox, a, b);
    const crashing = observedOf(sandbox, exited('a', 1, { finishedAt: at(59) }), b);

    for (const [what, given, observed, time, expected] of [
      ['goes on before it', plan, running, at(59.9), nothing],
      ['ends at it', plan, running, at(60), { ...nothing, killPod: true }],
      ['ends at it, also while it crashes', plan, crashing, at(60), { ...nothing, killPod: true }],
      [
        'ends at it, also while it is initialised',
        planOf(podOf(['a'], { activeDeadlineSeconds: 60, initContainers: [{ name: 'first', image }] })),
        observedOf(sandbox, containerStatus('first')),
        at(60),
        { ...nothing, killPod: true },
      ],
      [
        'is not healed after it',
        plan,
        observedOf(dead, exited('a', 143, { finishedAt: at(61) }), exited('b', 143, { finishedAt: at(61) })),
        at(3600),
        nothing,
      ],
      [
        'begins anew with the pod',
        plan,
        observedOf(sandboxStatus(pod, { createdAt: at(50) }), a, b),
        at(109),
        { ...nothing, containersToKill: 'some' },
      ],
      [
        'does not begin anew with a rebuilt sandbox',
        plan,
        observedOf(sandboxStatus(pod, { createdAt: at(50), labels: { [labels.startTime]: at(0) } }), a, b),
        at(60),
        { ...nothing, killPod: true },
      ],
      [
        'of a pod that had ended before is none',
        never,
        observedOf(dead, exited('a', 0), exited('b', 0)),
        at(99),
        nothing,
      ],
    ] as const) {
      it(`a pod ${what}`, () => {
        const actions = actionsFor(given, { observed, now: Date.parse(time) });
        if ('containersToKill' in expected && expected.containersToKill === 'some')
          assert.equal(actions.killPod, false);
        else assert.deepEqual(actions, expected);
      });
    }
  });

  it('a pod that somebody asked for anew runs, whatever has ended before', () => {
    const plan = planOf(podOf(['a', 'b'], { restartPolicy: 'Never' }));
    const anew = sandboxStatus(pod, { attempt: 1, createdAt: at(15), startedAt: at(16) });
    const observed = observedOf([anew], exited('a', 0), exited('b', 1));
    assert.deepEqual(actionsFor(plan, { observed }).containersToStart, start(['a', 1], ['b', 1]));
  });

  it('a rebuilt pod runs what had not ended for good', () => {
    const plan = planOf(podOf(['a', 'b'], { restartPolicy: 'OnFailure' }));
    const rebuilt = sandboxStatus(pod, {
      attempt: 1,
      createdAt: at(15),
      startedAt: at(16),
      labels: { [labels.startTime]: at(0) },
    });
    const observed = observedOf([rebuilt], exited('a', 0), exited('b', 137));
    assert.deepEqual(actionsFor(plan, { observed }).containersToStart, start(['b', 1]));
  });
});

describe('computePodActions after a changed manifest was applied', () => {
  const image = 'busybox:1.37';
  const initContainers: Container[] = [
    { name: 'first', image },
    { name: 'side', image, restartPolicy: 'Always' },
  ];
  const side = containerStatus('side', { specHash: hashOf(initContainers[1]) });
  const oldSide = containerStatus('side', { specHash: 'old' });
  const old = (status: RuntimeContainerStatus) => ({ ...status, specHash: 'old' });
  const changed = (name: string) => {
    const why = `Container ${name} definition changed, will be restarted`;
    return { id: `${name}-0`, name, why, event: why };
  };
  const gone = containerStatus('gone');
  const cases: (Omit<Case, 'observed'> & { observed: ObservedPod; spec?: Partial<PodSpec> })[] = [
    {
      what: 'one that runs is ended and restarted, the others stay',
      observed: observedOf(sandbox, old(a), b),
      expected: { containersToKill: [changed('a')], containersToStart: start(['a', 1]) },
    },
    {
      what: 'Never: likewise',
      policy: 'Never',
      observed: observedOf(sandbox, old(a), b),
      expected: { containersToKill: [changed('a')], containersToStart: start(['a', 1]) },
    },
    {
      what: 'Never: one that had ended is begun anew',
      policy: 'Never',
      observed: observedOf(sandbox, old(exited('a', 0)), b),
      expected: { containersToStart: start(['a', 1]) },
    },
    {
      what: 'Never: all ended, but one of another entry: the pod has not',
      policy: 'Never',
      observed: observedOf(sandbox, old(exited('a', 143)), exited('b', 0)),
      expected: { containersToStart: start(['a', 1]) },
    },
    {
      what: 'it is changed back: what ended under this entry before was another life',
      policy: 'Never',
      observed: observedOf(sandbox, old(exited('a', 143, { attempt: 1 })), exited('a', 0), b),
      expected: { containersToStart: start(['a', 2]) },
    },
    {
      what: 'one that was only made makes way under its name',
      observed: observedOf(sandbox, old(neverStarted('a')), b),
      expected: { containersToStart: start(['a', 0]) },
    },
    {
      what: 'one of the new entry that could not be made waits',
      observed: observedOf(sandbox, old(exited('a', 143)), b),
      backOffs: { a: crashed },
      now: at(10),
      expected: { waiting: [{ name: 'a', until: Date.parse(at(15)) }] },
    },
    {
      what: 'one that the manifest no longer has ends and goes, with its old attempts',
      observed: observedOf(
        sandbox,
        a,
        b,
        containerStatus('gone', { attempt: 1 }),
        exited('gone', 1, { attempt: 0 }),
      ),
      expected: {
        containersToKill: [{ id: 'gone-1', name: 'gone', why: 'Container gone is no longer in the pod' }],
        containersToRemove: ['gone-1', 'gone-0'],
      },
    },
    {
      what: 'one more is started beside those that run',
      spec: { containers: [...pod.spec.containers, { name: 'c', image }] },
      observed: observedOf(sandbox, a, b),
      expected: { containersToStart: start(['c', 0]) },
    },
    {
      what: 'a sidecar that runs is ended and restarted, the app stays',
      spec: { initContainers },
      observed: observedOf(sandbox, exited('first', 0), oldSide, a, b),
      expected: { containersToKill: [changed('side')], containersToStart: start(['side', 1]) },
    },
    {
      what: 'the only container is replaced: init containers that were pruned do not run again for it',
      spec: { initContainers, containers: pod.spec.containers.slice(0, 1) },
      observed: observedOf(sandbox, side, old(exited('a', 143))),
      expected: { containersToStart: start(['a', 1]) },
    },
    {
      what: 'a sidecar more starts beside the app',
      spec: { initContainers },
      observed: observedOf(sandbox, exited('first', 0), a, b),
      expected: { containersToStart: start(['side', 0]) },
    },
    {
      what: 'the sandbox died: what was changed is in the next one, also with Never',
      policy: 'Never',
      observed: observedOf(dead, old(exited('a', 143)), exited('b', 137)),
      expected: { killPod: true, sandboxAttempt: 1, containersToStart: start(['a', 1]) },
    },
    {
      what: 'it shall be stopped: nothing is replaced',
      observed: observedOf(sandboxStatus(pod, { desired: 'Stopped' }), old(a), gone),
      expected: {},
    },
  ];
  for (const { what, policy, spec, observed, backOffs = {}, now: time, expected } of cases) {
    it(what, () => {
      const restartPolicy = policy ? { restartPolicy: policy } : {};
      const actions = computePodActions({
        plan: planOf(podOf(['a', 'b'], { ...restartPolicy, ...spec })),
        observed,
        probes: noProbes,
        backOffs: new Map(Object.entries(backOffs)),
        restarts: new Map(),
        now: time ? Date.parse(time) : now,
      });
      assert.deepEqual(actions, { ...nothing, ...expected });
    });
  }
});
