import type { Pod } from '../model/pod';
import { containerConfig } from './containers';
import { podUid } from './names';
import type { PlanContext, PodPlan } from './podPlan';
import { reasonsOf } from './reasons';
import { sandboxConfig } from './sandbox';
import { specHashOf } from './specHash';

const defaultGracePeriodSeconds = 30;

/**
 * The complete list of what Docker will be asked for to make this pod, and why. Pure: the same pod and context give
 * the same plan. Throws EngineError `host-path-relative`, the one thing a valid manifest can be missing.
 */
export function planPod(pod: Pod, context: PlanContext): PodPlan {
  const key = { namespace: pod.metadata.namespace, name: pod.metadata.name };
  const uid = podUid(key);
  const specHash = specHashOf(pod);
  const plan: Omit<PodPlan, 'reasons'> = {
    key,
    uid,
    pod,
    specHash,
    restartPolicy: pod.spec.restartPolicy ?? 'Always',
    gracePeriodSeconds: pod.spec.terminationGracePeriodSeconds ?? defaultGracePeriodSeconds,
    sandbox: sandboxConfig(pod, key, uid, specHash, context),
    containers: pod.spec.containers.map((container) => containerConfig(pod, container, key, uid, context)),
  };
  return { ...plan, reasons: reasonsOf(plan) };
}
