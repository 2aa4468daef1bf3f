import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../model/engineError';
import { labels } from '../plan/names';
import type { PlannedContainer } from '../plan/podPlan';
import type { ImageFacts } from '../plan/resolveContainer';
import { seccompFile, userOfWantedGroups } from '../plan/security';
import type { PodContext } from './podContext';

/**
 * What a container may, as far as its image and the files beside the manifest decide it. Throws EngineError
 * `seccomp-profile`.
 */
export async function securityFacts(
  { runtime, plan }: PodContext,
  { name, spec }: PlannedContainer,
  image: ImageFacts,
): Promise<{ image: ImageFacts; seccompProfile?: string }> {
  const user = userOfWantedGroups(plan.pod, spec, image.user);
  const file = seccompFile(plan.pod, spec);
  const [groups, seccompProfile] = await Promise.all([
    user === undefined ? undefined : runtime.imageGroups(image.id, user),
    file === undefined ? undefined : readProfile(plan.sandbox.labels[labels.directory], file, name),
  ]);
  return {
    image: groups ? { ...image, groups } : image,
    ...(seccompProfile === undefined ? {} : { seccompProfile }),
  };
}

/** The kubelet looks in a directory of the node; here profiles lie beside the manifest. */
async function readProfile(
  directory: string | undefined,
  profile: string,
  container: string,
): Promise<string> {
  try {
    if (directory === undefined) throw new Error('the manifest is no file');
    const text = await readFile(join(directory, profile), 'utf8');
    JSON.parse(text);
    return text;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new EngineError('seccomp-profile', { profile, container, detail }, error);
  }
}
