import type { ContainerStatus, PodCondition, PodPhase } from '../model/podStatus';
import type { PodPlan } from '../plan/podPlan';

const reasonOfEnd: Partial<Record<PodPhase, string>> = { Succeeded: 'PodCompleted', Failed: 'PodFailed' };

/**
 * The pod's conditions, from the statuses of its init containers and containers.
 * Rule: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions
 */
export function conditionsOf(
  plan: PodPlan,
  { hasNetwork, initialized, phase }: { hasNetwork: boolean; initialized: boolean; phase: PodPhase },
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
