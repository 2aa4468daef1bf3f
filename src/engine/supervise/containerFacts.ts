import { objectKey, type PodObject } from '../model/podObject';
import { sandboxOf } from '../observe/observedPod';
import type { PlannedContainer } from '../plan/podPlan';
import type { ContainerFacts } from '../plan/resolveContainer';
import { observedOf, type PodContext } from './podContext';
import { securityFacts } from './securityFacts';

/** Finds out what an attempt of the container depends on, just before it is created. */
export async function containerFacts(
  context: PodContext,
  planned: PlannedContainer,
  attempt: number,
): Promise<ContainerFacts> {
  const { runtime, plan } = context;
  const [daemon, image, objects] = await Promise.all([
    runtime.version(),
    runtime.imageStatus(planned.config.image),
    findObjects(context),
  ]);
  const sandbox = sandboxOf(observedOf(context));
  const ready = sandbox?.state === 'SANDBOX_READY' ? sandbox : undefined;
  return {
    pod: plan.pod,
    uid: plan.uid,
    daemon,
    ...(ready?.ip ? { podIP: ready.ip } : {}),
    ...(ready?.hostIP ? { hostIP: ready.hostIP } : {}),
    objects,
    ...(await securityFacts(context, planned, image ?? { id: '', user: '' })),
    files: new Map(),
    attempt,
  };
}

/** The ConfigMaps and Secrets of the plan that stand somewhere, by `objectKey`. */
export async function findObjects({
  objects,
  plan,
  source,
}: PodContext): Promise<ReadonlyMap<string, PodObject>> {
  const found = await Promise.all(plan.objects.map((ref) => objects.find(ref, source)));
  return new Map(found.flatMap((object) => (object ? [[objectKey(object), object] as const] : [])));
}
