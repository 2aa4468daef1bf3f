import type { ContainerStatus, PodCondition, PodPhase } from '../model/podStatus';
import type { PodPlan } from '../plan/podPlan';
import { type ConditionFacts, transitionTimeOf } from './transitionTimes';

const reasonOfEnd: Partial<Record<PodPhase, string>> = { Succeeded: 'PodCompleted', Failed: 'PodFailed' };

/** What the conditions of a pod depend on beside its statuses. */
export interface PodFacts extends Omit<ConditionFacts, 'plan' | 'statuses' | 'hasEnded'> {
  hasNetwork: boolean;
  initialized: boolean;
  phase: PodPhase;
  /** Whether the limits of the pod as a whole hold, where that is known and it has any. */
  podLimits?: Pick<PodCondition, 'status' | 'reason' | 'message'> | undefined;
}

/**
 * The pod's conditions with the times of their last change, from the statuses of its init containers and containers.
 * Rule: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions
 */
export function conditionsOf(
  plan: PodPlan,
  facts: PodFacts,
  statuses: readonly ContainerStatus[],
): PodCondition[] {
  const hasEnded = reasonOfEnd[facts.phase] !== undefined;
  return conditionsNow(plan, facts, statuses).map((condition) => {
    const time = transitionTimeOf(condition, { ...facts, plan, statuses, hasEnded });
    return { ...condition, ...(time ? { lastTransitionTime: time } : {}) };
  });
}

function conditionsNow(
  plan: PodPlan,
  { hasNetwork, initialized, phase, podLimits }: PodFacts,
  statuses: readonly ContainerStatus[],
): PodCondition[] {
  const isInit = (name: string) => plan.initContainers.some((planned) => planned.name === name);
  const isPlain = (name: string) =>
    plan.initContainers.some((one) => one.name === name && one.role === 'init');
  const incomplete = statuses.filter(
    ({ name, ready, started }) => isInit(name) && !(isPlain(name) ? ready : started),
  );
  const unready = statuses.filter(({ name, ready }) => !ready && !isPlain(name));
  const ended = reasonOfEnd[phase];
  const ready = ended
    ? { status: 'False' as const, reason: ended }
    : condition(unready, 'ContainersNotReady', 'unready');
  return [
    { type: 'PodScheduled', status: 'True' },
    { type: 'PodReadyToStartContainers', status: hasNetwork ? 'True' : 'False' },
    {
      type: 'Initialized',
      ...condition(initialized ? [] : incomplete, 'ContainersNotInitialized', 'incomplete'),
    },
    { type: 'ContainersReady', ...ready },
    { type: 'Ready', ...ready },
    ...(podLimits ? [{ type: 'dev.dockerpods/PodResources' as const, ...podLimits }] : []),
  ];
}

function condition(
  lacking: readonly ContainerStatus[],
  reason: string,
  word: string,
): Pick<PodCondition, 'status' | 'reason' | 'message'> {
  if (lacking.length === 0) return { status: 'True' };
  const names = lacking.map(({ name }) => name).join(' ');
  return { status: 'False', reason, message: `containers with ${word} status: [${names}]` };
}
