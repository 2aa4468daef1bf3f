import { EngineError } from '../model/engineError';
import type { PodActivity } from '../model/podSnapshot';
import type { PlannedImage } from '../plan/podPlan';
import type { PodContext } from './podContext';
import { authsFor, findPullSecrets } from './pullSecrets';

/**
 * Sees to it that every image of the plan is there, by each container's imagePullPolicy: several pulls at once, one
 * per image, with the credentials of its imagePullSecrets. Throws EngineError `image-*` or `cancelled`.
 */
export async function ensureImages(
  context: PodContext,
  signal: AbortSignal | undefined,
  report: (activity: PodActivity) => void,
): Promise<void> {
  const byImage = new Map<string, PlannedImage[]>();
  for (const each of context.plan.images) byImage.set(each.image, [...(byImage.get(each.image) ?? []), each]);
  await Promise.all([...byImage].map(([image, users]) => ensureImage(context, image, users, signal, report)));
}

async function ensureImage(
  context: PodContext,
  image: string,
  users: readonly PlannedImage[],
  signal: AbortSignal | undefined,
  report: (activity: PodActivity) => void,
): Promise<void> {
  const { runtime } = context;
  const always = users.some(({ pullPolicy }) => pullPolicy === 'Always');
  const never = users.find(({ pullPolicy }) => pullPolicy === 'Never');
  // Always alone pulls whatever is there.
  const isThere = (never || !always) && (await runtime.imageStatus(image)) !== undefined;
  if (never && !isThere)
    throw new EngineError('image-never-pulled', {
      image,
      ...(never.container ? { container: never.container } : {}),
      ...(never.volume ? { volume: never.volume } : {}),
    });
  if (isThere && !always) return;
  report({ kind: 'pulling', subject: image });
  const auths = authsFor(image, await findPullSecrets(context));
  await runtime.pullImage(image, {
    ...(auths.length ? { auths } : {}),
    ...(signal ? { signal } : {}),
    onProgress: ({ currentBytes, totalBytes }) =>
      report({ kind: 'pulling', subject: image, fraction: totalBytes ? currentBytes / totalBytes : 0 }),
  });
}
