import { allContainers } from '../model/allContainers';
import { EngineError } from '../model/engineError';
import { podKeyString } from '../model/podSnapshot';
import { newestOf, type ObservedPod, sandboxOf } from '../observe/observedPod';
import { resetOf } from '../observe/podProgress';
import { lookAgain, observedOf, type PodContext } from './podContext';
import { stopInOrder } from './stopInOrder';

/** Ends the containers and then the sandboxes, which hold the pod's network and ports, and write its record. */
export async function endWhatRuns(context: PodContext, observed: ObservedPod): Promise<void> {
  await Promise.all(stopInOrder(context, observed.containers));
  await context.keepRecord();
  await stopSandboxes(context, observed);
}

async function stopSandboxes({ runtime }: PodContext, { sandboxes }: ObservedPod): Promise<void> {
  const ready = sandboxes.filter(({ state }) => state === 'SANDBOX_READY');
  await Promise.all(ready.map(({ id }) => runtime.stopPodSandbox(id)));
}

/** Ends the containers and then the sandbox, and keeps them all; says so on Docker first. */
export async function stopPod(context: PodContext): Promise<void> {
  const observed = observedOf(context);
  const sandbox = sandboxOf(observed);
  if (!observed || !sandbox) throw new EngineError('pod-not-found', { pod: podKeyString(context.plan.key) });
  await context.runtime.markPodSandbox(sandbox, { desired: 'Stopped' });
  await endWhatRuns(context, observed);
  await lookAgain(
    context,
    sandbox.id,
    observed.containers.map(({ id }) => id),
  );
}

/**
 * Removes the pod without a trace: says so on Docker first, ends the containers within their grace period while the
 * sandbox still holds their network, and removes each as soon as it has ended, while the sandbox's network is taken
 * down. The sandbox, which carries the word, goes last: another window that sees containers without a sandbox would
 * make them whole again.
 */
export async function removePod(context: PodContext, observed: ObservedPod): Promise<void> {
  const { runtime, observer, plan } = context;
  const { sandboxes, containers } = observed;
  const sandbox = sandboxOf(observed);
  if (sandbox) await runtime.markPodSandbox(sandbox, { desired: 'Removed' });
  // A grace period of zero gives no opportunity to shut down: the removal kills, and nobody needs the network meanwhile.
  const ended = plan.gracePeriodSeconds > 0 ? stopInOrder(context, containers) : [];
  const gone = containers.map(async ({ id }, index) => {
    await ended[index];
    await runtime.removeContainer(id);
  });
  const [late] = await Promise.all([
    Promise.all(gone).then(() => madeMeanwhile(context)),
    Promise.all(ended).then(() => stopSandboxes(context, observed)),
  ]);
  await Promise.all(late.containers.map((id) => runtime.removeContainer(id)));
  const all = new Set([...sandboxes.map(({ id }) => id), ...late.sandboxes]);
  await Promise.all([...all].map((id) => runtime.removePodSandbox(id)));
  for (const id of [...containers.map(({ id }) => id), ...late.containers, ...all]) observer.forget(id);
  await runtime.removePodResources(observed.key, plan.uid);
}

/**
 * Removes what is left of a pod that somebody has removed from outside, also what was made meanwhile to heal it; gives
 * false where it stands after all, or as another window's.
 */
export async function removeRemains(
  context: PodContext,
  isGone: (ids: ReadonlySet<string>) => boolean,
  ownSandbox: string | undefined,
): Promise<boolean> {
  const { observer, plan } = context;
  const { containers, sandboxes } = await madeMeanwhile(context);
  if (isGone(new Set([...containers, ...sandboxes])) && sandboxes.every((id) => id === ownSandbox)) {
    await removePod(context, observedOf(context) ?? { key: plan.key, sandboxes: [], containers: [] });
    return true;
  }
  await Promise.all([
    ...sandboxes.map((id) => observer.refresh(id, 'podsandbox')),
    ...containers.map((id) => observer.refresh(id, 'container')),
  ]);
  return false;
}

/**
 * What is there though every container that was observed is gone. Another window that was about to heal the pod when the
 * word was written has made it, and no event tells of a container that was only created.
 */
async function madeMeanwhile({
  runtime,
  plan,
}: PodContext): Promise<Record<'containers' | 'sandboxes', string[]>> {
  const [containers, sandboxes] = await Promise.all([
    runtime.listContainers({ key: plan.key }),
    runtime.listPodSandbox({ key: plan.key }),
  ]);
  return { containers: containers.map(({ id }) => id), sandboxes: sandboxes.map(({ id }) => id) };
}

/** After a new sandbox stands: those before it go; of each container the last dead attempt stays for its logs. */
export async function removeEarlier(context: PodContext, before: ObservedPod | undefined): Promise<void> {
  if (!before) return;
  const newest = allContainers(context.plan).map(({ name }) => newestOf(before, name));
  const kept = new Set([...newest, resetOf(context.plan, before)].map((container) => container?.id));
  await removeAll(context, [
    ...before.sandboxes.map(({ id }) => id),
    ...before.containers.map(({ id }) => id).filter((id) => !kept.has(id)),
  ]);
}

/** Attempts of one container that stay: the present one, and the one before it for its logs. */
const keptAttempts = 2;

/**
 * After new attempts stand in the same sandbox: all but the last dead one of each container go, and the one whose end
 * restarted them all: what counts is read off it.
 */
export async function removeOldAttempts(context: PodContext): Promise<void> {
  const observed = observedOf(context);
  if (!observed) return;
  const reset = resetOf(context.plan, observed);
  const seen = new Map<string, number>();
  const old = observed.containers.filter((container) => {
    const count = (seen.get(container.name) ?? 0) + 1;
    seen.set(container.name, count);
    return count > keptAttempts && container !== reset;
  });
  await removeAll(
    context,
    old.map(({ id }) => id),
  );
}

/** Of a pod that wants nothing: what was to be removed after something new stood, and a crash came before that. */
export async function removeLeftBehind(context: PodContext): Promise<void> {
  const [sandbox, ...earlier] = observedOf(context)?.sandboxes ?? [];
  if (sandbox?.state !== 'SANDBOX_READY') return;
  await removeAll(
    context,
    earlier.map(({ id }) => id),
  );
  await removeOldAttempts(context);
}

/** Removes containers that have ended. */
export async function removeAll(
  { runtime, observer, removing }: PodContext,
  ids: readonly string[],
): Promise<void> {
  removing(ids);
  await Promise.all(ids.map((id) => runtime.removeContainer(id)));
  for (const id of ids) observer.forget(id);
}
