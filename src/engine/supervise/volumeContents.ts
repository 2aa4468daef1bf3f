import type { PodObject } from '../model/podObject';
import { sandboxOf } from '../observe/observedPod';
import { pathInSandbox } from '../plan/sandboxPaths';
import type { VolumeContent } from '../plan/volumeContent';
import { type PayloadFacts, volumePayload } from '../plan/volumePayload';
import { atomicDeeds, type Present } from './atomicDeeds';
import { observedOf, type PodContext } from './podContext';
import { foundObjects, keepObjects } from './podObjects';
import { doDeeds, namesIn } from './sandboxDeeds';

/**
 * Sees to it that the pod's volumes of files have what their objects say, each changed as a whole or not at all, and
 * that the objects are kept. Throws EngineError `volume-failed`, `object-missing`, `object-key-missing`.
 */
export async function writeContents(context: PodContext, sandboxId: string): Promise<void> {
  const { plan } = context;
  const volumes = plan.sandbox.volumes.flatMap(({ name, content }) => (content ? [{ name, content }] : []));
  if (volumes.length === 0 && plan.objects.length === 0) return;
  const objects = await foundObjects(context, plan.objects, sandboxId);
  const facts = await payloadFacts(context, objects);
  await Promise.all([
    keepObjects(context, sandboxId, objects),
    ...volumes.map(({ name, content }) => writeContent(context, sandboxId, name, content, facts)),
  ]);
}

/**
 * ConfigMaps or Secrets may have changed: the volumes of a pod that runs follow them. What has gone stays as it was
 * last found. Throws as `writeContents`.
 */
export async function refreshVolumes(context: PodContext): Promise<void> {
  const sandbox = sandboxOf(observedOf(context));
  if (sandbox?.state === 'SANDBOX_READY') await writeContents(context, sandbox.id);
}

async function writeContent(
  context: PodContext,
  sandboxId: string,
  volume: string,
  content: VolumeContent,
  facts: PayloadFacts,
): Promise<void> {
  const root = pathInSandbox(context.plan.sandbox, volume) ?? '';
  const files = volumePayload(content, facts);
  const deeds = atomicDeeds(root, files, await presentIn(context, sandboxId, root));
  await doDeeds(context, sandboxId, volume, deeds);
}

async function presentIn(context: PodContext, sandboxId: string, root: string): Promise<Present> {
  const names = await namesIn(context, sandboxId, root);
  if (!names.includes('..data')) return { names };
  const [data] = await context.runtime.sandboxFiles(sandboxId, [
    { kind: 'subPath', root, path: '..data', make: false },
  ]);
  return { names, ...(data?.ok ? { data: data.data.toString() } : {}) };
}

async function payloadFacts(
  context: PodContext,
  objects: ReadonlyMap<string, PodObject>,
): Promise<PayloadFacts> {
  const { plan, runtime, clock } = context;
  const { ip, hostIP } = sandboxOf(observedOf(context)) ?? {};
  return {
    pod: plan.pod,
    uid: plan.uid,
    daemon: await runtime.version(),
    ...(ip ? { podIP: ip } : {}),
    ...(hostIP ? { hostIP } : {}),
    objects,
    now: clock.now(),
  };
}
