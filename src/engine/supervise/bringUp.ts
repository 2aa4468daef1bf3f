import { EngineError } from '../model/engineError';
import { newestOf, sandboxOf } from '../observe/observedPod';
import { resolveContainer } from '../plan/resolveContainer';
import type { ContainerStart } from './computePodActions';
import { containerFacts } from './containerFacts';
import { idsOf, observedOf, type PodContext, seeStarted } from './podContext';

/** What a bring-up has made so far, and what of another window it found under the names it asked for. */
interface Made {
  sandboxIds: string[];
  containerIds: string[];
  adoptedSandboxIds: string[];
  adoptedContainerIds: string[];
}

function nothingMade(): Made {
  return { sandboxIds: [], containerIds: [], adoptedSandboxIds: [], adoptedContainerIds: [] };
}

/** A failed bring-up whose remains could not be taken back, because the daemon is gone as well. */
export class HalfMadeError extends Error {
  override readonly cause: unknown;
  /** Ids of what stood before it or is another window's, and stays. */
  readonly before: ReadonlySet<string>;
  /** Where it was made: on another daemon there is nothing to take back. */
  readonly endpoint: string | undefined;

  constructor(cause: unknown, before: ReadonlySet<string>, endpoint: string | undefined) {
    super('a pod is left half-made');
    this.cause = cause;
    this.before = before;
    this.endpoint = endpoint;
  }
}

/** The attempts that come next: of the sandbox, and of every container of the plan. */
export function nextAttempts(context: PodContext): { sandbox: number; containers: ContainerStart[] } {
  const observed = observedOf(context);
  const next = (newest: { attempt: number } | undefined) => (newest ? newest.attempt + 1 : 0);
  return {
    sandbox: next(sandboxOf(observed)),
    containers: context.plan.containers.map(({ name }) => ({
      name,
      attempt: next(newestOf(observed, name)),
    })),
  };
}

/**
 * Makes a sandbox and starts the containers in it: creates overlap with the sandbox's start, and every container
 * starts as soon as it is created and the sandbox runs. Resolves to the sandbox's id when all run. On failure it takes
 * back what it made itself and throws the EngineError, or HalfMadeError where that failed, too.
 */
export async function bringUp(
  context: PodContext,
  sandboxAttempt: number,
  starts: readonly ContainerStart[],
  signal?: AbortSignal,
): Promise<string> {
  const made = nothingMade();
  const before = idsOf(context);
  const endpoint = endpointOf(context);
  try {
    throwIfCancelled(signal);
    const sandbox = await context.runtime.runPodSandbox(context.plan.sandbox, sandboxAttempt);
    (sandbox.created ? made.sandboxIds : made.adoptedSandboxIds).push(sandbox.id);
    await startAll(context, sandbox, starts, made, signal);
    await seeStarted(context, sandbox.id, containersOf(made));
    return sandbox.id;
  } catch (error) {
    const failure = await takeBack(context, made).catch((second: unknown) => second);
    // A create whose answer was lost may have made something that is not in `made`.
    if (isUnreachable(error) || isUnreachable(failure)) {
      const others = [...made.adoptedSandboxIds, ...made.adoptedContainerIds];
      throw new HalfMadeError(error, new Set([...before, ...others]), endpoint);
    }
    throw error;
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'docker-unreachable';
}

function endpointOf({ runtime: { connection } }: PodContext): string | undefined {
  return connection.status === 'connecting' ? undefined : connection.endpoint;
}

/** Removes what a half-made bring-up left, now that the daemon is there again; nothing where it is another one. */
export async function rollBack(context: PodContext, { before, endpoint }: HalfMadeError): Promise<void> {
  const { runtime, plan } = context;
  if (runtime.connection.status === 'connected' && endpointOf(context) !== endpoint) return;
  // Not as observed: no event tells of a container that was only created.
  const [sandboxes, containers] = await Promise.all([
    runtime.listPodSandbox({ key: plan.key }),
    runtime.listContainers({ key: plan.key }),
  ]);
  const added = (things: readonly { id: string }[]) =>
    things.map(({ id }) => id).filter((id) => !before.has(id));
  await takeBack(context, {
    ...nothingMade(),
    sandboxIds: added(sandboxes),
    containerIds: added(containers),
  });
}

/** Starts new attempts of containers in the sandbox that runs. Throws the first EngineError; the others still start. */
export async function startContainers(
  context: PodContext,
  sandboxId: string,
  starts: readonly ContainerStart[],
): Promise<void> {
  const made = nothingMade();
  try {
    await startAll(context, { id: sandboxId, ready: Promise.resolve() }, starts, made);
  } finally {
    await seeStarted(context, undefined, containersOf(made));
  }
}

async function startAll(
  context: PodContext,
  sandbox: { id: string; ready: Promise<void> },
  starts: readonly ContainerStart[],
  made: Made,
  signal?: AbortSignal,
): Promise<void> {
  const { runtime, plan } = context;
  const ready = sandbox.ready;
  const outcomes = await Promise.allSettled([
    ready,
    ...starts.map(async ({ name, attempt }) => {
      const planned = plan.containers.find((container) => container.name === name);
      if (!planned) return;
      if (planned.needsSandbox) await ready;
      const config = resolveContainer(planned, await containerFacts(context, planned, attempt));
      const { id, created } = await runtime.createContainer(sandbox.id, config, plan.key, plan.uid, attempt);
      (created ? made.containerIds : made.adoptedContainerIds).push(id);
      await ready;
      throwIfCancelled(signal);
      // Another window's may have run and ended by now: as this attempt it is done.
      if (!created && (await runtime.containerStatus(id))?.startedAt) return;
      await runtime.startContainer(id, name);
    }),
  ]);
  throwIfCancelled(signal);
  // The sandbox's own failure comes first: those of the containers follow from it.
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

function containersOf({ containerIds, adoptedContainerIds }: Made): string[] {
  return [...containerIds, ...adoptedContainerIds];
}

async function takeBack(context: PodContext, made: Made): Promise<void> {
  const { runtime, observer, plan } = context;
  const { sandboxIds, containerIds, adoptedSandboxIds, adoptedContainerIds } = made;
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

/** Throws EngineError `cancelled` once the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new EngineError('cancelled');
}
