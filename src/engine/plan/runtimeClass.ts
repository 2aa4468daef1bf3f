import { EngineError } from '../model/engineError';
import type { Pod } from '../model/pod';
import type { PlanContext } from './podPlan';

/**
 * Docker's OCI runtime for the pod: what the user's setting names for its runtimeClassName, else a runtime of that very
 * name; without a class the user's own choice. Throws EngineError `runtime-class-unknown`: Kubernetes does not run such
 * a pod either. Rule: https://kubernetes.io/docs/concepts/containers/runtime-class/
 */
export function runtimeOf(
  { spec }: Pod,
  { facts, runtime, runtimeClasses = {} }: PlanContext,
): string | undefined {
  const name = spec.runtimeClassName;
  if (!name) return runtime;
  if (Object.hasOwn(runtimeClasses, name)) return runtimeClasses[name];
  if (facts.runtimes.includes(name)) return name;
  throw new EngineError('runtime-class-unknown', { name, known: facts.runtimes.join(', ') });
}
