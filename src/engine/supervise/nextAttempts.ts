import { newestOf, nextAttemptOf, sandboxOf } from '../observe/observedPod';
import type { ContainerStart } from './computePodActions';
import { observedOf, type PodContext } from './podContext';

/** The attempts that a run begins with: of the sandbox, and of what comes first in it. */
export function nextAttempts(context: PodContext): { sandboxAttempt: number; starts: ContainerStart[] } {
  const observed = observedOf(context);
  const { initContainers, containers } = context.plan;
  const sandbox = sandboxOf(observed);
  const first = initContainers.length > 0 ? initContainers.slice(0, 1) : containers;
  return {
    sandboxAttempt: sandbox ? sandbox.attempt + 1 : 0,
    starts: first.map(({ name }) => ({ name, attempt: nextAttemptOf(newestOf(observed, name)) })),
  };
}
