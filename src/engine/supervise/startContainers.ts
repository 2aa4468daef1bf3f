import { allContainers } from '../model/allContainers';
import { isOf } from '../observe/podProgress';
import type { ContainerStart } from './computePodActions';
import { Held, type HeldUp, orHeld, recordHeldUp } from './heldUp';
import type { Making } from './making';
import { observedOf, type PodContext, seeStarted } from './podContext';
import { prepareSandbox, prepareStarts } from './prepareSandbox';
import { type Starter, startContainer, throwIfCancelled } from './startContainer';

/**
 * Starts attempts of containers in a sandbox, whose start need not be over, each as soon as it is created and the
 * sandbox is ready for it, and answers those that are held up: whatever is refused of one is its own affair. Throws
 * the EngineError that is no container's: of the sandbox, or of the way to Docker, or `cancelled`.
 */
export async function startContainers(
  context: PodContext,
  sandbox: { id: string; ready?: Promise<void> },
  starts: readonly ContainerStart[],
  making: Making,
  starter: Starter,
): Promise<HeldUp[]> {
  const prepared = prepare(context, sandbox, starts);
  const tasks = starts.flatMap((start) => {
    const planned = allContainers(context.plan).find(({ name }) => name === start.name);
    return planned ? [{ context, sandboxId: sandbox.id, prepared, planned, start, making, starter }] : [];
  });
  const [sandboxOutcome, ...outcomes] = await Promise.allSettled([prepared, ...tasks.map(startContainer)]);
  throwIfCancelled(starter.signal);
  // The sandbox's own failure comes first: those of the containers follow from it.
  const failed = [sandboxOutcome, ...outcomes].find(
    (outcome) => outcome.status === 'rejected' && !(outcome.reason instanceof Held),
  );
  const seen = seeStarted(context, sandbox.id, [...making.containerIds, ...making.adoptedContainerIds]);
  if (failed?.status === 'rejected')
    return seen.catch(() => undefined).then(() => Promise.reject(failed.reason));
  await seen;
  const heldUp = tasks.flatMap(({ start }, index) => {
    const outcome = outcomes[index];
    return outcome?.status === 'rejected' ? [{ ...(outcome.reason as Held).hold, start }] : [];
  });
  recordHeldUp(context, heldUp);
  return heldUp;
}

/** Makes the sandbox ready for its first container. Rejects with Held where that must wait. */
async function prepare(
  context: PodContext,
  { id, ready }: { id: string; ready?: Promise<void> },
  starts: readonly ContainerStart[],
): Promise<void> {
  await ready;
  await context.observer.seeStarted(id, 'podsandbox');
  // One that was started again since has lost what it had in memory, and Docker has written its hosts anew.
  const observed = observedOf(context);
  const sandbox = observed?.sandboxes.find((one) => one.id === id);
  const used = observed?.containers.some((container) => container.startedAt && isOf(container, sandbox));
  const work = used ? prepareStarts(context, id, starts) : prepareSandbox(context, id, starts);
  await orHeld('ContainerCreating', work);
}
