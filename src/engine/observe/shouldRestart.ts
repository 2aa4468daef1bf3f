import type { ContainerRestartRule } from '../model/pod';
import type { PlannedContainer } from '../plan/podPlan';

type Policy = Pick<PlannedContainer, 'restartPolicy' | 'restartPolicyRules'>;

/**
 * Whether an ended container is started again: the first of its rules that names its exit code says so, else its
 * policy. Rule: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
 */
export function shouldRestart(
  { exitCode }: { exitCode: number },
  { restartPolicy, restartPolicyRules }: Policy,
): boolean {
  if (actionOf(exitCode, restartPolicyRules)) return true;
  return restartPolicy === 'Always' || (restartPolicy === 'OnFailure' && exitCode !== 0);
}

/**
 * Whether the end of a container makes the whole pod begin anew in its sandbox, whatever the policies say.
 * Rule: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-all-containers
 */
export function restartsAll(
  { exitCode }: { exitCode: number },
  { restartPolicyRules }: Pick<Policy, 'restartPolicyRules'>,
): boolean {
  return actionOf(exitCode, restartPolicyRules) === 'RestartAllContainers';
}

function actionOf(exitCode: number, rules: readonly ContainerRestartRule[]): string | undefined {
  return rules.find(({ exitCodes }) => {
    if (!exitCodes) return false;
    const isNamed = exitCodes.values?.includes(exitCode) ?? false;
    return isNamed === (exitCodes.operator === 'In');
  })?.action;
}
