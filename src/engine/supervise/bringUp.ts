import { EngineError } from '../model/engineError';
import type { PodPlan } from '../plan/podPlan';
import type { PodRuntime } from '../runtime/podRuntime';

/** What a bring-up has made so far, so that whoever called can take it back. */
export interface Made {
  sandboxId?: string;
  containerIds: string[];
}

export interface ContainerStart {
  name: string;
  attempt: number;
}

/**
 * Makes a sandbox and starts the containers in it: creates overlap with the sandbox's start, and every container
 * starts as soon as it is created and the sandbox runs. Resolves when all run; on failure, when nothing is under way
 * any more, with `made` telling what stands. Throws EngineError.
 */
export async function bringUp(
  runtime: PodRuntime,
  plan: PodPlan,
  sandboxAttempt: number,
  starts: readonly ContainerStart[],
  made: Made,
  signal?: AbortSignal,
): Promise<void> {
  throwIfCancelled(signal);
  const sandbox = await runtime.runPodSandbox(plan.sandbox, sandboxAttempt);
  made.sandboxId = sandbox.id;
  await startAll(runtime, plan, sandbox, starts, made, signal);
}

/** Creates and starts containers in a sandbox; see bringUp. */
export async function startAll(
  runtime: PodRuntime,
  plan: PodPlan,
  sandbox: { id: string; ready: Promise<void> },
  starts: readonly ContainerStart[],
  made: Made,
  signal?: AbortSignal,
): Promise<void> {
  const outcomes = await Promise.allSettled([
    sandbox.ready,
    ...starts.map(async ({ name, attempt }) => {
      const config = plan.containers.find((container) => container.name === name);
      if (!config) return;
      const id = await runtime.createContainer(sandbox.id, config, plan.key, plan.uid, attempt);
      made.containerIds.push(id);
      await sandbox.ready;
      throwIfCancelled(signal);
      await runtime.startContainer(id, name);
    }),
  ]);
  throwIfCancelled(signal);
  // The sandbox's own failure comes first: those of the containers follow from it.
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/** Throws EngineError `cancelled` once the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new EngineError('cancelled');
}
