import { EngineError } from '../model/engineError';
import type { NewEvent } from '../model/podEvent';
import type { PodActivity } from '../model/podSnapshot';
import type { PlannedImage } from '../plan/podPlan';
import type { ImageStatus } from '../runtime/podRuntime';
import { errorThatMayPass } from './errorThatMayPass';
import type { PodContext } from './podContext';
import { neverPulled, pullForPod, recordFailure, recordPresent, wantedBy } from './pullForPod';

/** Of each image that a run needs: that it is there, or why it is not. */
export type FoundImages = ReadonlyMap<PlannedImage, ImageStatus | EngineError>;

export interface EnsureOptions {
  signal: AbortSignal | undefined;
  report: (activity: PodActivity) => void;
  /** There is a pod to lose: the first image that cannot be had is thrown, and nothing of it is recorded. */
  orThrow: boolean;
}

/**
 * Sees to it that every image of the plan is there, by each container's imagePullPolicy: several pulls at once, one
 * per image, with the credentials of its imagePullSecrets. Throws EngineError `cancelled` or `docker-unreachable`.
 */
export async function ensureImages(context: PodContext, options: EnsureOptions): Promise<FoundImages> {
  const told: NewEvent[] = [];
  const record = (event: NewEvent) =>
    void told.push({ at: new Date(context.clock.now()).toISOString(), ...event });
  const own = options.orThrow ? { ...context, record } : context;
  const byImage = new Map<string, PlannedImage[]>();
  for (const each of context.plan.images) byImage.set(each.image, [...(byImage.get(each.image) ?? []), each]);
  const found = await Promise.all([...byImage.values()].map((users) => ensureImage(own, users, options)));
  for (const event of told) context.record(event);
  return new Map(found.flat());
}

async function ensureImage(
  context: PodContext,
  users: readonly PlannedImage[],
  options: EnsureOptions,
): Promise<(readonly [PlannedImage, ImageStatus | EngineError])[]> {
  const present = await statusOf(context, users);
  const puller = users.find(({ pullPolicy }) => {
    return pullPolicy === 'Always' || (pullPolicy === 'IfNotPresent' && !present);
  });
  const pulled = puller && !(present instanceof EngineError) ? await pull(context, puller, options) : present;
  return users.map((user) => {
    const found = outcomeFor(context, user, { present, pulled, isPuller: user === puller });
    if (options.orThrow && found instanceof EngineError) throw found;
    return [user, found] as const;
  });
}

/** Whether it is there, where any of them asks; Always alone pulls whatever is there. */
async function statusOf(
  context: PodContext,
  users: readonly PlannedImage[],
): Promise<ImageStatus | EngineError | undefined> {
  const asks = users.find(({ pullPolicy }) => pullPolicy !== 'Always');
  if (!asks) return undefined;
  try {
    return await context.runtime.imageStatus(asks.image);
  } catch (error) {
    const failure = errorThatMayPass(error);
    recordFailure(context, asks, failure);
    return failure;
  }
}

async function pull(
  context: PodContext,
  wanted: PlannedImage,
  { signal, report }: EnsureOptions,
): Promise<ImageStatus | EngineError> {
  const { image: subject } = wanted;
  report({ kind: 'pulling', subject });
  const onProgress = ({ currentBytes, totalBytes }: { currentBytes: number; totalBytes: number }) =>
    report({ kind: 'pulling', subject, fraction: totalBytes ? currentBytes / totalBytes : 0 });
  return pullForPod(context, wanted, { onProgress, ...(signal ? { signal } : {}) }).catch(errorThatMayPass);
}

/** What of it one of those has who want it: who must not pull it takes what is there, also what another has pulled. */
function outcomeFor(
  context: PodContext,
  user: PlannedImage,
  {
    present,
    pulled,
    isPuller,
  }: Record<'present' | 'pulled', ImageStatus | EngineError | undefined> & { isPuller: boolean },
): ImageStatus | EngineError {
  const isThere = present && !(present instanceof EngineError);
  const found = user.pullPolicy !== 'Always' && isThere ? present : pulled;
  if (found instanceof EngineError && found.code === 'image-name-invalid') return wantedBy(user, found);
  if (user.pullPolicy === 'Never' && (!found || found instanceof EngineError))
    return neverPulled(context, user);
  if (!found || found instanceof EngineError)
    return wantedBy(user, found ?? new EngineError('image-not-found', { image: user.image }));
  if (!isPuller) recordPresent(context, user);
  return found;
}
