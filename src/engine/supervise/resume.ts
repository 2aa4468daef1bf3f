import type { ObservedPod } from '../observe/observedPod';
import type { PodContext } from './podContext';

/** Lets these containers and sandboxes of the pod go on that somebody has paused from outside. */
export async function resume(
  { runtime, record }: PodContext,
  observed: ObservedPod,
  ids: readonly string[],
): Promise<void> {
  await Promise.all(
    ids.map(async (id) => {
      await runtime.unpause(id);
      const name = observed.containers.find((container) => container.id === id)?.name;
      const about = name
        ? { message: `Resumed container ${name}`, container: name }
        : { message: 'Resumed pod sandbox' };
      record({ type: 'Normal', reason: 'Resumed', ...about });
    }),
  );
}
