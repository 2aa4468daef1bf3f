import { EngineError } from '../model/engineError';
import { labels } from '../plan/names';
import type { ContainerStart } from './computePodActions';
import type { HeldUp } from './heldUp';
import { type Making, orTakeBack } from './making';
import type { PodContext } from './podContext';
import { type Starter, throwIfCancelled } from './startContainer';
import { startContainers } from './startContainers';

export interface BringUpOptions extends Starter {
  sandboxAttempt: number;
  starts: readonly ContainerStart[];
  /** Of a rebuild: when the first sandbox of this run was made. */
  startTime?: string;
  /** Id of the sandbox that stood before: where another window removes it meanwhile, this one is `cancelled`. */
  after?: string | undefined;
}

/**
 * Makes a sandbox and starts containers in it: creates overlap with the sandbox's start. Resolves to the sandbox's id
 * when all run that are not held up. Where the sandbox fails it takes back what it made itself and throws the EngineError, or
 * HalfMadeError where that failed, too.
 */
export async function bringUp(
  context: PodContext,
  making: Making,
  { sandboxAttempt, starts, startTime, after, ...starter }: BringUpOptions,
): Promise<{ sandboxId: string; heldUp: HeldUp[] }> {
  return orTakeBack(context, making, async () => {
    throwIfCancelled(starter.signal);
    const { sandbox: config } = context.plan;
    const carried = startTime ? { [labels.startTime]: startTime } : {};
    const sandbox = await context.runtime.runPodSandbox(
      { ...config, labels: { ...config.labels, ...carried } },
      sandboxAttempt,
    );
    (sandbox.created ? making.sandboxIds : making.adoptedSandboxIds).push(sandbox.id);
    // Whoever removes the pod says so first and looks last at what has come: one of the two sees the other.
    if (after && sandbox.created) await throwIfRemoved(context, after, making);
    const heldUp = await startContainers(context, sandbox, starts, making, starter);
    return { sandboxId: sandbox.id, heldUp };
  });
}

async function throwIfRemoved({ runtime }: PodContext, sandboxId: string, making: Making): Promise<void> {
  const desired = (await runtime.podSandboxStatus(sandboxId))?.desired ?? 'Removed';
  if (desired !== 'Removed') return;
  making.overruled = desired;
  throw new EngineError('cancelled');
}
