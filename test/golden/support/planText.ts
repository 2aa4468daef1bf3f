import { stringify } from 'yaml';
import type { Pod } from '../../../src/engine/model/pod';
import { planPod } from '../../../src/engine/plan/planPod';
import type { PlanContext } from '../../../src/engine/plan/podPlan';
import { resolveContainer } from '../../../src/engine/plan/resolveContainer';
import { containerCreateOptions } from '../../../src/engine/runtime/docker/convert';
import { sandboxCreateOptions } from '../../../src/engine/runtime/docker/convertSandbox';
import { containerFactsOf, facts } from '../../unit/support/pods';
import { objectsWanted } from './objectsWanted';

/** The whole plan of a pod and the create requests that Docker gets for it, as YAML. */
export function planText(pod: Pod, context: Partial<PlanContext> = {}): string {
  const plan = planPod(pod, { facts, ...context });
  const requests = {
    sandbox: sandboxCreateOptions(plan.sandbox, 0),
    containers: [...plan.initContainers, ...plan.containers].map((planned) =>
      containerCreateOptions(
        '<sandbox id>',
        resolveContainer(planned, { ...containerFactsOf(plan), objects: objectsWanted(plan) }),
        plan.key,
        plan.uid,
        0,
        { ...facts, ...context.facts },
      ),
    ),
  };
  // The pod is the manifest once more; the sandbox's label shows it as it was read.
  const { pod: _pod, ...rest } = plan;
  return stringify({ plan: rest, docker: requests }, { lineWidth: 0, aliasDuplicateObjects: false });
}
