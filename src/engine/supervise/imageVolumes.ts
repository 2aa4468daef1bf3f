import type { PlannedContainer } from '../plan/podPlan';
import { pathInSandbox } from '../plan/sandboxPaths';
import { orHeld } from './heldUp';
import type { PodContext } from './podContext';
import { namesIn } from './sandboxDeeds';

/**
 * Fills volumes of images for a container, on a Docker that cannot mount them: those that are empty still, because
 * their image was not there when the sandbox began. Throws Held.
 */
export async function fillImageVolumes(
  context: PodContext,
  sandboxId: string,
  planned: PlannedContainer,
): Promise<void> {
  const { runtime, plan } = context;
  const mounted = (volume: string) => planned.spec.volumeMounts?.some(({ name }) => name === volume);
  const copies = plan.sandbox.volumes.filter(({ name, copyOf }) => copyOf && mounted(name));
  if (copies.length === 0 || (await runtime.version()).withoutAgent) return;
  await Promise.all(
    copies.map(async ({ name }) => {
      const names = await orHeld(
        'ContainerCreating',
        namesIn(context, sandboxId, pathInSandbox(plan.sandbox, name) ?? ''),
      );
      if (names.length === 0)
        await orHeld('ContainerCreating', runtime.fillVolume(sandboxId, plan.sandbox, name));
    }),
  );
}
