import type { PlanReason, PodPlan } from './podPlan';
import { containerReasons } from './reasons/containerReasons';
import { networkReasons } from './reasons/networkReasons';
import { sandboxReasons } from './reasons/sandboxReasons';
import { volumeReasons } from './reasons/volumeReasons';

/**
 * Says of each request in the plan what it is and why: the reader's companion to the configs, in the order in which a
 * pod is made. No value of a Secret or a variable is in it.
 */
export function reasonsOf(plan: Omit<PodPlan, 'reasons'>): PlanReason[] {
  return [
    ...networkReasons(plan),
    ...volumeReasons(plan),
    ...sandboxReasons(plan),
    ...plan.initContainers.flatMap((planned, index) =>
      containerReasons(plan, planned, `spec.initContainers[${index}]`),
    ),
    ...plan.containers.flatMap((planned, index) =>
      containerReasons(plan, planned, `spec.containers[${index}]`),
    ),
  ];
}
