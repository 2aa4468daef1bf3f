import { EngineError } from '../model/engineError';
import type { RuntimeContainerStatus } from '../runtime/podRuntime';
import { idsOf, observedOf, type PodContext } from './podContext';

/** What has been made of a pod so far, and what of another window was found under the names asked for. */
export interface Making {
  sandboxIds: string[];
  containerIds: string[];
  adoptedSandboxIds: string[];
  adoptedContainerIds: string[];
  /** Ids of what stood before it. */
  before: ReadonlySet<string>;
  /** What another window has asked of the pod meanwhile. */
  overruled?: 'Stopped' | 'Removed';
  /** Where it is made: on another daemon there is nothing to take back. */
  endpoint: string | undefined;
}

/** Nothing has been made yet, of what stands on this Docker now. */
export function beginMaking(context: PodContext): Making {
  return {
    sandboxIds: [],
    containerIds: [],
    adoptedSandboxIds: [],
    adoptedContainerIds: [],
    before: idsOf(context),
    endpoint: endpointOf(context),
  };
}

/** A failed start whose remains could not be taken back, because the daemon is gone as well. */
export class HalfMadeError extends Error {
  override readonly cause: unknown;
  /** Of it stays what stood before, or is another window's. */
  readonly making: Making;
  /** When it failed (ms, Docker's time): what was made later is another window's. */
  readonly at: number;

  constructor(cause: unknown, making: Making, at: number) {
    super('a pod is left half-made');
    this.cause = cause;
    this.making = making;
    this.at = at;
  }
}

/**
 * Does it, and takes back what has been made where it fails: throws its error, or HalfMadeError where that fails, too.
 * Where another window has stopped or removed the pod in the middle of it, that is why: `cancelled`, and what is stopped
 * stays.
 */
export async function orTakeBack<T>(context: PodContext, making: Making, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    const overruled = making.overruled ?? (await overruledBy(context, making));
    if (overruled) making.overruled = overruled;
    const error = overruled ? new EngineError('cancelled', {}, failure) : failure;
    if (overruled === 'Stopped') throw error;
    const second = await takeBack(context, making).catch((reason: unknown) => reason);
    // A create whose answer was lost may have made something that is not in it.
    if (isUnreachable(error) || isUnreachable(second))
      throw new HalfMadeError(error, making, context.clock.now());
    throw error;
  }
}

/** What another window has asked of the pod since its sandbox was made here, or found; undefined where it shall run. */
async function overruledBy(
  { runtime }: PodContext,
  { sandboxIds, adoptedSandboxIds }: Making,
): Promise<'Stopped' | 'Removed' | undefined> {
  for (const id of [...sandboxIds, ...adoptedSandboxIds]) {
    const status = await runtime.podSandboxStatus(id).catch(() => 'unknown' as const);
    if (status === 'unknown') continue;
    const desired = status?.desired ?? 'Removed';
    if (desired !== 'Running') return desired;
  }
  return undefined;
}

/** Docker may have been at it still when the way to it broke. */
const lateMs = 1000;

/** Removes what a half-made start left, now that the daemon is there again; nothing where it is another one. */
export async function rollBack(context: PodContext, { making, at }: HalfMadeError): Promise<void> {
  const { runtime, plan } = context;
  if (runtime.connection.status === 'connected' && endpointOf(context) !== making.endpoint) return;
  // Not as observed: no event tells of a container that was only created.
  const [sandboxes, containers] = await Promise.all([
    runtime.listPodSandbox({ key: plan.key }),
    runtime.listContainers({ key: plan.key }),
  ]);
  const stays = new Set([...making.before, ...making.adoptedSandboxIds, ...making.adoptedContainerIds]);
  const isOurs = ({ id, createdAt }: { id: string; createdAt: string }) =>
    !stays.has(id) && Date.parse(createdAt) <= at + lateMs;
  const sandboxIds = sandboxes.filter(isOurs).map(({ id }) => id);
  // What another window has made in a sandbox that goes would be left in none.
  const goes = (container: RuntimeContainerStatus) =>
    isOurs(container) || sandboxIds.includes(container.sandboxId);
  const containerIds = containers.filter(goes).map(({ id }) => id);
  await takeBack(context, { ...beginMaking(context), sandboxIds, containerIds });
}

/** Removes what was made; what other windows made or adopted stays. */
async function takeBack(context: PodContext, making: Making): Promise<void> {
  const { runtime, observer, plan } = context;
  const { sandboxIds, containerIds, adoptedSandboxIds, adoptedContainerIds } = making;
  await Promise.all(containerIds.map((id) => runtime.removeContainer(id)));
  await Promise.all(sandboxIds.map((id) => runtime.removePodSandbox(id)));
  for (const id of [...containerIds, ...sandboxIds]) observer.forget(id);
  // Another window's may stand unseen so far, and holds the volumes.
  await Promise.all([
    ...adoptedSandboxIds.map((id) => observer.refresh(id, 'podsandbox')),
    ...adoptedContainerIds.map((id) => observer.refresh(id, 'container')),
  ]);
  if (!observedOf(context)) await runtime.removePodResources(plan.key, plan.uid);
}

function isUnreachable(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'docker-unreachable';
}

function endpointOf({ runtime: { connection } }: PodContext): string | undefined {
  return connection.status === 'connecting' ? undefined : connection.endpoint;
}
