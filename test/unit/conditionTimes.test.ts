import assert from 'node:assert/strict';
import type { Container, PodSpec, Probe } from '../../src/engine/model/pod';
import type { PodCondition } from '../../src/engine/model/podStatus';
import type { WorkerKnowledge } from '../../src/engine/observe/containerStatusOf';
import type { ObservedPod } from '../../src/engine/observe/observedPod';
import { podStatusOf } from '../../src/engine/observe/podStatus';
import { labels } from '../../src/engine/plan/names';
import type { RuntimeContainerStatus } from '../../src/engine/runtime/podRuntime';
import { at, containerStatus, exited, observedOf, planOf, podOf, sandboxStatus } from './support/pods';

const image = 'busybox:1.37';
const probe: Probe = { exec: { command: ['true'] } };

/** A pod of these containers: `<what> <condition> <seconds>` of each that has a time, under what is known. */
function timesOf(
  containers: (string | Container)[],
  observe: (of: (name: string) => Partial<RuntimeContainerStatus>) => ObservedPod | undefined,
  { spec = {}, ...known }: Partial<WorkerKnowledge> & { spec?: Partial<PodSpec> } = {},
): Record<string, number | string> {
  const plan = planOf(podOf(containers, spec));
  const all = [...plan.initContainers, ...plan.containers];
  const of = (name: string) => ({ specHash: all.find((one) => one.name === name)?.specHash ?? '' });
  const knowledge = {
    ...{ notes: new Map(), inPostStart: () => false, started: () => true, ready: () => true },
    ...{ createdAt: at(-5), ...known },
  };
  const { conditions } = podStatusOf(plan, observe(of), knowledge, Date.parse(at(60)));
  return Object.fromEntries(
    conditions.map(({ type, status, lastTransitionTime: time }) => [
      `${type} ${status}`,
      time ? (Date.parse(time) - Date.parse(at(0))) / 1000 : '-',
    ]),
  );
}

const sandbox = sandboxStatus(podOf([]), { labels: { [labels.createdAt]: at(-2) } });
const init = (name: string, sketch: Partial<Container> = {}): Container => ({ name, image, ...sketch });

describe('times of conditions', () => {
  it('are that of the order where nothing stands', () => {
    assert.deepEqual(
      timesOf(['a'], () => undefined),
      {
        'PodScheduled True': -5,
        'PodReadyToStartContainers False': -5,
        'Initialized True': -5,
        'ContainersReady False': -5,
        'Ready False': -5,
      },
    );
  });

  it('are those of Docker: the sandbox, and what started last', () => {
    const times = timesOf(['a', 'b'], (of) =>
      observedOf(
        sandbox,
        containerStatus('a', { ...of('a'), startedAt: at(3) }),
        containerStatus('b', { ...of('b'), startedAt: at(4) }),
      ),
    );
    assert.deepEqual(times, {
      'PodScheduled True': -2,
      'PodReadyToStartContainers True': 1,
      'Initialized True': 0,
      'ContainersReady True': 4,
      'Ready True': 4,
    });
  });

  it('are the end of what has ended, and of the sandbox', () => {
    const dead = { ...sandbox, state: 'SANDBOX_NOTREADY' as const, finishedAt: at(12) };
    const one = timesOf(['a', 'b'], (of) =>
      observedOf(sandbox, containerStatus('a', of('a')), exited('b', 1, { ...of('b'), finishedAt: at(9) })),
    );
    assert.deepEqual([one['Ready False'], one['PodReadyToStartContainers True']], [9, 1]);
    const all = timesOf(
      ['a', 'b'],
      (of) =>
        observedOf(
          dead,
          exited('a', 0, { ...of('a'), finishedAt: at(11) }),
          exited('b', 0, { ...of('b'), finishedAt: at(9) }),
        ),
      { spec: { restartPolicy: 'Never' } },
    );
    assert.deepEqual([all['Ready False'], all['PodReadyToStartContainers False']], [11, 12]);
  });

  it('are the end of the attempt before, while the next one is made', () => {
    const times = timesOf(['a'], (of) => {
      const made = containerStatus('a', { ...of('a'), attempt: 1, state: 'CONTAINER_CREATED' });
      delete made.startedAt;
      return observedOf(sandbox, exited('a', 1, { ...of('a'), finishedAt: at(9) }), made);
    });
    assert.equal(times['Ready False'], 9);
  });

  it('are the end of the last init container, however its app fares since', () => {
    const spec = { initContainers: [init('first'), init('side', { restartPolicy: 'Always' }), init('last')] };
    const done = (of: (name: string) => Partial<RuntimeContainerStatus>) => [
      exited('first', 0, { ...of('first'), finishedAt: at(3) }),
      containerStatus('side', { ...of('side'), startedAt: at(4) }),
      exited('last', 0, { ...of('last'), finishedAt: at(6) }),
    ];
    const begun = timesOf(['a'], (of) => observedOf(sandbox, ...done(of)), { spec });
    assert.equal(begun['Initialized True'], 6);
    const later = timesOf(
      ['a'],
      (of) => {
        const [first, side, last] = done(of);
        assert.ok(first && side && last);
        const again = { ...side, attempt: 1, startedAt: at(30) };
        const app = containerStatus('a', { ...of('a'), createdAt: at(7), startedAt: at(8) });
        return observedOf(sandbox, first, again, last, app);
      },
      { spec },
    );
    assert.equal(later['Initialized True'], 7, 'no later than the app');
    const waits = timesOf(['a'], (of) => observedOf(sandbox, ...done(of).slice(0, 1)), { spec });
    assert.equal(waits['Initialized False'], 0);
  });

  it('are not told by Docker where a probe decides, but as they were noted', () => {
    const observe = (of: (name: string) => Partial<RuntimeContainerStatus>) =>
      observedOf(sandbox, containerStatus('a', of('a')));
    const probed = [{ name: 'a', image, readinessProbe: probe }];
    assert.equal(timesOf(probed, observe)['Ready True'], '-');
    const noted: PodCondition[] = [{ type: 'Ready', status: 'True', lastTransitionTime: at(20) }];
    assert.equal(timesOf(probed, observe, { conditions: noted })['Ready True'], 20);
    const fails = { conditions: noted, ready: () => false };
    assert.equal(timesOf(probed, observe, fails)['Ready False'], '-');
  });

  it('are later than the change before', () => {
    const noted: PodCondition[] = [{ type: 'Ready', status: 'False', lastTransitionTime: at(20) }];
    const observe = (of: (name: string) => Partial<RuntimeContainerStatus>) =>
      observedOf(sandbox, containerStatus('a', { ...of('a'), startedAt: at(3) }));
    assert.equal(timesOf(['a'], observe, { conditions: noted })['Ready True'], '-', 'it was paused');
  });

  it("are of a pod that has ended Docker's, whenever this window has seen it; what was so before stays", () => {
    const observe = (of: (name: string) => Partial<RuntimeContainerStatus>) =>
      observedOf(
        sandbox,
        exited('a', 0, { ...of('a'), finishedAt: at(7) }),
        exited('b', 0, { ...of('b'), finishedAt: at(9) }),
      );
    const spec: Partial<PodSpec> = { restartPolicy: 'Never' };
    const readyAt = (seconds: number) => {
      const noted: PodCondition[] = [{ type: 'Ready', status: 'False', lastTransitionTime: at(seconds) }];
      return timesOf(['a', 'b'], observe, { spec, conditions: noted })['Ready False'];
    };
    assert.deepEqual([readyAt(8), readyAt(12), readyAt(5)], [9, 9, 5]);
  });
});
