import type { Container, Pod } from '../model/pod';
import { checkCapacity } from './capacity';
import { planContainer } from './containers';
import { imagesOf } from './images';
import { podUid } from './names';
import { objectsOf } from './objects';
import type { PlanContext, PlanReason, PodPlan } from './podPlan';
import { reasonsOf } from './reasons';
import { runtimeOf } from './runtimeClass';
import { sandboxConfig } from './sandbox';
import { specHashOf } from './specHash';

const defaultGracePeriodSeconds = 30;

/**
 * The complete list of what Docker will be asked for to make this pod, and why. Pure: the same pod and context give
 * the same plan. Throws EngineError `host-path-relative`, `insufficient-resource`, `runtime-class-unknown` or
 * `sysctl-forbidden`: what a valid manifest may ask in vain.
 */
export function planPod(pod: Pod, settings: PlanContext): PodPlan {
  checkCapacity(pod, settings.facts);
  const runtime = runtimeOf(pod, settings);
  const context: PlanContext = { ...settings, ...(runtime ? { runtime } : {}) };
  const key = { namespace: pod.metadata.namespace, name: pod.metadata.name };
  const uid = podUid(key);
  const specHash = specHashOf(pod);
  const { spec } = pod;
  const roleOf = ({ restartPolicy }: Container) => (restartPolicy === 'Always' ? 'sidecar' : 'init');
  const plan: Omit<PodPlan, 'reasons'> = {
    key,
    uid,
    pod,
    specHash,
    restartPolicy: spec.restartPolicy ?? 'Always',
    gracePeriodSeconds: spec.terminationGracePeriodSeconds ?? defaultGracePeriodSeconds,
    ...(spec.activeDeadlineSeconds === undefined
      ? {}
      : { activeDeadlineSeconds: spec.activeDeadlineSeconds }),
    sandbox: sandboxConfig(pod, key, uid, specHash, context),
    initContainers: (spec.initContainers ?? []).map((container) =>
      planContainer(pod, container, roleOf(container), key, uid, context),
    ),
    containers: spec.containers.map((container) => planContainer(pod, container, 'app', key, uid, context)),
    images: imagesOf(pod),
    objects: objectsOf(pod),
    imagePullSecrets: (spec.imagePullSecrets ?? []).flatMap(({ name }) => name ?? []),
  };
  let reasons: PlanReason[] | undefined;
  return {
    ...plan,
    // Written when somebody reads them: they cost as much as all the rest.
    get reasons() {
      reasons ??= reasonsOf(plan);
      return reasons;
    },
  };
}
