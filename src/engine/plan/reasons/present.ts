import type { PlanReason } from '../podPlan';

type Nothing = undefined | false | '' | 0;

/** The reasons that there are: of `condition && reason`, those whose condition holds. */
export function present(reasons: readonly (PlanReason | Nothing)[]): PlanReason[] {
  return reasons.filter((reason): reason is PlanReason => Boolean(reason));
}
