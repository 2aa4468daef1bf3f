import { EngineError } from '../model/engineError';
import type { ContainerConfig, PlannedContainer, PlannedImage } from '../plan/podPlan';
import { resolveContainer } from '../plan/resolveContainer';
import type { Created, ImageStatus } from '../runtime/podRuntime';
import type { ContainerStart } from './computePodActions';
import { containerFacts } from './containerFacts';
import { errorThatMayPass } from './errorThatMayPass';
import { Held, orHeld } from './heldUp';
import { runPostStart } from './hooks';
import { fillImageVolumes } from './imageVolumes';
import type { Making } from './making';
import type { PodContext } from './podContext';
import type { PodImages } from './podImages';
import { stopContainer } from './stopInOrder';
import { resolveSubPaths } from './subPaths';

/** Who starts containers, as far as it may change its mind, and what it is told of. */
export interface Starter {
  /** Cancels the start: EngineError `cancelled`. */
  signal?: AbortSignal;
  /** Something else is to be done with the pod: no postStart hook is waited for any longer. */
  interrupted: AbortSignal;
  /** Ids of containers whose postStart hook is under way. */
  inPostStart: Set<string>;
  images: PodImages;
  changed: () => void;
}

/** One container on its way up. */
export interface Task {
  context: PodContext;
  sandboxId: string;
  /** The sandbox is ready for its first container. Rejects with Held where that must wait. */
  prepared: Promise<void>;
  planned: PlannedContainer;
  start: ContainerStart;
  making: Making;
  starter: Starter;
}

/**
 * Brings one attempt of a container up, as soon as its image is there and the sandbox is ready for it. Throws Held where
 * something keeps it from running that may pass, else EngineError.
 */
export async function startContainer(task: Task): Promise<void> {
  const { context, planned, prepared, starter, making } = task;
  const { runtime, record } = context;
  if (planned.needsSandbox) await prepared;
  const { id, created } = await create(task);
  (created ? making.containerIds : making.adoptedContainerIds).push(id);
  try {
    await prepared;
    await fillImageVolumes(context, task.sandboxId, planned);
  } catch (error) {
    // By the time it starts, its environment may be another.
    if (error instanceof Held && created) await runtime.removeContainer(id);
    throw error;
  }
  throwIfCancelled(starter.signal);
  // Another window's may have run and ended by now, or could not be run: as this attempt it is done.
  const status = created ? undefined : await runtime.containerStatus(id);
  if (status && status.state !== 'CONTAINER_CREATED') return;
  // It is not running before its hook is through, also where the event of its start comes first.
  if (planned.spec.lifecycle?.postStart) starter.inPostStart.add(id);
  try {
    if (!(await run(task, id))) return;
    record({ type: 'Normal', reason: 'Started', message: 'Container started', container: planned.name });
    await postStart(task, id);
  } finally {
    if (starter.inPostStart.delete(id)) starter.changed();
  }
}

/** Throws EngineError `cancelled` once the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new EngineError('cancelled');
}

/** An image that was there a moment ago may be gone by now: then it is looked for once more. */
async function create(task: Task, mayBeGone = true): Promise<Created> {
  const { context, sandboxId, planned, start } = task;
  const { runtime, plan, record } = context;
  const image = await orHeld('ErrImagePull', findImages(task));
  const config = await orHeld('CreateContainerConfigError', configOf(task, image));
  try {
    const made = await runtime.createContainer(sandboxId, config, plan.key, plan.uid, start.attempt);
    if (made.created)
      record({ type: 'Normal', reason: 'Created', message: 'Container created', container: planned.name });
    return made;
  } catch (error) {
    const isGone = error instanceof EngineError && error.code === 'image-not-found';
    if (isGone && mayBeGone) return create(task, false);
    return orHeld('CreateContainerError', Promise.reject(error));
  }
}

/** Those of the volumes that it mounts, and its own, which is answered. */
async function findImages({ context, planned, starter }: Task): Promise<ImageStatus> {
  const mounted = (volume: string | undefined) =>
    planned.spec.volumeMounts?.some(({ name }) => name === volume) ?? false;
  const find = (wanted: PlannedImage) => starter.images.find(context, wanted);
  const { images } = context.plan;
  await Promise.all(images.filter(({ volume }) => mounted(volume)).map(find));
  const own = images.find(({ container }) => container === planned.name);
  return own ? find(own) : { id: '', user: '' };
}

async function configOf(task: Task, image: ImageStatus): Promise<ContainerConfig> {
  const { context, sandboxId, planned, start } = task;
  const config = resolveContainer(planned, await containerFacts(context, planned, start.attempt, image));
  return resolveSubPaths(context, sandboxId, config);
}

/**
 * False where another window's start was sooner: what runs is left to it, with its hook. A start that is refused is the
 * end of the attempt, as Docker says; unless there was nothing to start it in, or Docker knows of none: then it was
 * none.
 */
async function run({ context, sandboxId, planned }: Task, id: string): Promise<boolean> {
  const { runtime, observer } = context;
  try {
    await runtime.startContainer(id, planned.name);
    return true;
  } catch (thrown) {
    const error = errorThatMayPass(thrown);
    const [sandbox, status] = await Promise.all([
      runtime.podSandboxStatus(sandboxId),
      runtime.containerStatus(id),
    ]);
    const hasEnded = sandbox?.state === 'SANDBOX_READY' && status?.state === 'CONTAINER_EXITED';
    const runs = status?.state === 'CONTAINER_RUNNING';
    if (!hasEnded && !runs) await runtime.removeContainer(id);
    await observer.refresh(id, 'container');
    if (runs) return false;
    throw new Held({ reason: 'RunContainerError', error, hasEnded });
  }
}

/** A hook that fails is the container's end; its policy says what comes then. */
async function postStart({ context, planned, starter }: Task, id: string): Promise<void> {
  if (!planned.spec.lifecycle?.postStart) return;
  const { signal, interrupted } = starter;
  // An order's signals outlive its starts.
  const over = new AbortController();
  const aborted = [interrupted, signal].map((one) => abortOf(one, over.signal));
  try {
    await Promise.race([runPostStart(context, planned, id), ...aborted]);
  } catch (error) {
    const { gracePeriodSeconds } = context.plan;
    await stopContainer(context, { id, name: planned.name }, gracePeriodSeconds, 'FailedPostStartHook');
    await context.observer.refresh(id, 'container');
    throw new Held({ reason: 'PostStartHookError', error, hasEnded: true });
  } finally {
    over.abort();
  }
}

/** Resolves once the signal is aborted; once `over` is, it listens no more. */
function abortOf(signal: AbortSignal | undefined, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true, signal: over });
  });
}
