import type { Container } from '../model/pod';
import type { NewEvent } from '../model/podEvent';
import type { PodKey } from '../model/podSnapshot';
import type { ObservedPod } from '../observe/observedPod';
import type { PodObserver } from '../observe/podObserver';
import type { PodPlan } from '../plan/podPlan';
import type { PodRuntime } from '../runtime/podRuntime';
import type { Clock } from './clock';
import type { RememberedObjects } from './rememberedObjects';

/** What every deed for one pod needs. */
export interface PodContext {
  runtime: PodRuntime;
  observer: PodObserver;
  plan: PodPlan;
  /** Entries of earlier manifests, of which containers may still run. */
  former?: readonly Container[];
  /** Where its ConfigMaps and Secrets are found. */
  objects: RememberedObjects;
  clock: Clock;
  /** Sees to it that the limits of the pod as a whole are set for this sandbox. Throws EngineError. */
  limitPod: (sandboxId: string) => Promise<void>;
  /** Keeps with the pod what happened to it, as the kubelet tells the API server. */
  record: (event: NewEvent) => void;
  /** Writes what was recorded, while the sandbox still can. Never rejects, and does not take long. */
  keepRecord: () => Promise<void>;
  /** These are about to be removed, though the pod goes on. */
  removing: (ids: readonly string[]) => void;
  log: (message: string) => void;
  /** URI of the manifest's document. */
  source?: string;
}

/** What stands of the pod, as last seen. */
export function observedOf({
  observer,
  plan,
}: Pick<PodContext, 'observer' | 'plan'>): ObservedPod | undefined {
  return observer.get(plan.key);
}

/** Docker's ids of all that stands of the pod. */
export function idsOf(context: Pick<PodContext, 'observer' | 'plan'>): Set<string> {
  const { sandboxes = [], containers = [] } = observedOf(context) ?? {};
  return new Set([...sandboxes, ...containers].map(({ id }) => id));
}

/** Looks at these anew: a snapshot shall be right when an order resolves, not when the events have come. */
export async function lookAgain(
  { observer }: PodContext,
  sandboxId: string,
  containerIds: readonly string[],
): Promise<void> {
  await Promise.all([
    observer.refresh(sandboxId, 'podsandbox'),
    ...containerIds.map((id) => observer.refresh(id, 'container')),
  ]);
}

/** Sees to it that these, which were just started, are observed: as lookAgain, but mostly their events have told. */
export async function seeStarted(
  { observer }: PodContext,
  sandboxId: string | undefined,
  containerIds: readonly string[],
): Promise<void> {
  await Promise.all([
    ...(sandboxId ? [observer.seeStarted(sandboxId, 'podsandbox')] : []),
    ...containerIds.map((id) => observer.seeStarted(id, 'container')),
  ]);
}

/** How logs name a pod. */
export function podTitle(key: PodKey): string {
  return `pod ${key.namespace}/${key.name}`;
}
