import type { RestartPolicy } from '../model/pod';

/**
 * Whether an ended container is started again.
 * Rule: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
 */
export function shouldRestart({ exitCode }: { exitCode: number }, policy: RestartPolicy = 'Always'): boolean {
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}
