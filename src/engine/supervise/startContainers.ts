import { allContainers } from '../model/allContainers';
import { EngineError, type EngineErrorCode } from '../model/engineError';
import type { ContainerConfig, PlannedContainer } from '../plan/podPlan';
import { resolveContainer } from '../plan/resolveContainer';
import type { ContainerStart } from './computePodActions';
import { containerFacts } from './containerFacts';
import { runPostStart } from './hooks';
import type { Making } from './making';
import { observedOf, type PodContext, seeStarted } from './podContext';
import { prepareSandbox, prepareStarts } from './prepareSandbox';
import { stopContainer } from './stopInOrder';
import { resolveSubPaths } from './subPaths';

/** A container that did not come up by something that may mend itself, or that somebody may mend. */
export interface HeldUp {
  start: ContainerStart;
  /** Kubernetes' word for it. */
  reason:
    | 'ContainerCreating'
    | 'ErrImagePull'
    | 'ErrImageNeverPull'
    | 'InvalidImageName'
    | 'CreateContainerConfigError'
    | 'CreateContainerError'
    | 'RunContainerError'
    | 'PostStartHookError';
  error: unknown;
}

/** Who starts containers, as far as it may change its mind, and what it is told of. */
export interface Starter {
  /** Cancels the start: EngineError `cancelled`. */
  signal?: AbortSignal;
  /** Something else is to be done with the pod: no postStart hook is waited for any longer. */
  interrupted: AbortSignal;
  /** Ids of containers whose postStart hook is under way. */
  inPostStart: Set<string>;
  changed: () => void;
}

/** What a container cannot be made without and may come: as the kubelet, it is looked for again. */
const mayCome = new Set<EngineErrorCode>([
  'object-missing',
  'object-key-missing',
  'file-key-missing',
  'env-file-malformed',
  'runs-as-root',
  'user-not-numeric',
  'seccomp-profile',
  'sub-path',
]);

/**
 * Starts attempts of containers in a sandbox, whose start need not be over, each as soon as it is created and the
 * sandbox is ready for it, and answers those that are held up. Throws the first EngineError; the others still start.
 */
export async function startContainers(
  context: PodContext,
  sandbox: { id: string; ready?: Promise<void> },
  starts: readonly ContainerStart[],
  making: Making,
  starter: Starter,
): Promise<HeldUp[]> {
  const prepared = prepare(context, sandbox, starts);
  const outcomes = await Promise.allSettled([
    prepared.then(() => undefined),
    ...starts.map((start) => startOne(context, sandbox.id, prepared, start, making, starter)),
  ]);
  throwIfCancelled(starter.signal);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  const seen = seeStarted(context, sandbox.id, [...making.containerIds, ...making.adoptedContainerIds]);
  // The sandbox's own failure comes first: those of the containers follow from it.
  if (failed) return seen.catch(() => undefined).then(() => Promise.reject(failed.reason));
  await seen;
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' && outcome.value) || []);
}

/** Makes the sandbox ready for its first container. Resolves to the error by which that must wait. */
async function prepare(
  context: PodContext,
  { id, ready }: { id: string; ready?: Promise<void> },
  starts: readonly ContainerStart[],
): Promise<EngineError | undefined> {
  await ready;
  await context.observer.seeStarted(id, 'podsandbox');
  const used = observedOf(context)?.containers.some(
    ({ sandboxId, startedAt }) => sandboxId === id && startedAt,
  );
  const work = used ? prepareStarts(context, id, starts) : prepareSandbox(context, id, starts);
  return work.then(() => undefined, errorThatMayPass);
}

async function startOne(
  context: PodContext,
  sandboxId: string,
  prepared: Promise<EngineError | undefined>,
  start: ContainerStart,
  making: Making,
  starter: Starter,
): Promise<HeldUp | undefined> {
  const { runtime, plan } = context;
  const { name, attempt } = start;
  const planned = allContainers(plan).find((container) => container.name === name);
  if (!planned) return undefined;
  const held = planned.needsSandbox ? await prepared : undefined;
  if (held) return { start, reason: 'ContainerCreating', error: held };
  const config = await configOf(context, sandboxId, planned, attempt).catch(errorThatMayPass);
  if (config instanceof EngineError) return { start, reason: 'CreateContainerConfigError', error: config };
  const { id, created } = await runtime.createContainer(sandboxId, config, plan.key, plan.uid, attempt);
  (created ? making.containerIds : making.adoptedContainerIds).push(id);
  const waits = await prepared;
  if (waits) {
    // By the time it starts, its environment may be another.
    if (created) await runtime.removeContainer(id);
    return { start, reason: 'ContainerCreating', error: waits };
  }
  throwIfCancelled(starter.signal);
  // Another window's may have run and ended by now: as this attempt it is done.
  if (!created && (await runtime.containerStatus(id))?.startedAt) return undefined;
  // It is not running before its hook is through, also where the event of its start comes first.
  if (planned.spec.lifecycle?.postStart) starter.inPostStart.add(id);
  try {
    await runtime.startContainer(id, name);
    return await postStart(context, planned, start, id, starter);
  } finally {
    if (starter.inPostStart.delete(id)) starter.changed();
  }
}

async function configOf(
  context: PodContext,
  sandboxId: string,
  planned: PlannedContainer,
  attempt: number,
): Promise<ContainerConfig> {
  const config = resolveContainer(planned, await containerFacts(context, planned, attempt));
  return resolveSubPaths(context, sandboxId, config);
}

/** A hook that fails is the container's end; its policy says what comes then. */
async function postStart(
  context: PodContext,
  planned: PlannedContainer,
  start: ContainerStart,
  id: string,
  { signal, interrupted }: Starter,
): Promise<HeldUp | undefined> {
  if (!planned.spec.lifecycle?.postStart) return undefined;
  try {
    await Promise.race([runPostStart(context, planned, id), aborted(interrupted), aborted(signal)]);
    return undefined;
  } catch (error) {
    await stopContainer(context, { id, name: planned.name }, context.plan.gracePeriodSeconds);
    await context.observer.refresh(id, 'container');
    return { start, reason: 'PostStartHookError', error };
  }
}

function errorThatMayPass(error: unknown): EngineError {
  if (error instanceof EngineError && mayCome.has(error.code)) return error;
  throw error;
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Throws EngineError `cancelled` once the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new EngineError('cancelled');
}
