import { EngineError } from '../model/engineError';
import type { PlannedImage } from '../plan/podPlan';
import type { ImageStatus } from '../runtime/podRuntime';
import { type BackOff, nextBackOff } from './backOff';
import type { FoundImages } from './ensureImages';
import { errorThatMayPass } from './errorThatMayPass';
import { Held } from './heldUp';
import type { PodContext } from './podContext';
import { neverPulled, pullForPod, recordFailure, recordPresent, wantedBy } from './pullForPod';
import { sentenceOf } from './sentenceOf';

/** A pull that failed: when, and how long it is not tried again. */
interface Failure {
  error: EngineError;
  backOff: BackOff;
}

/**
 * The images of one pod as its containers start: what its run has found, what is being pulled meanwhile, and what is
 * not pulled again before its back-off is over, which is one per image of the pod, as in the kubelet.
 * Rule: https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff
 */
export class PodImages {
  /** What is there for the next start of who wants it, without another look. */
  readonly #found = new Map<PlannedImage, ImageStatus>();
  readonly #failures = new Map<string, Failure>();
  /** By image who waits for its pull. */
  readonly #pulling = new Map<string, Set<PlannedImage>>();
  readonly #changed: () => void;
  #order = new AbortController();

  /** `changed` is called at the end of each pull: what waits for it may go on. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** A run has looked for all of them at `now` (ms): it begins anew with what it has found. */
  begin(found: FoundImages, now: number): void {
    this.#found.clear();
    this.#failures.clear();
    this.take(found, now);
  }

  /** Images of some containers have been looked for at `now` (ms), of what another manifest starts anew. */
  take(found: FoundImages, now: number): void {
    const failed = new Map<string, EngineError>();
    for (const [wanted, outcome] of found) {
      if (!(outcome instanceof EngineError)) this.#found.set(wanted, outcome);
      else if (wanted.pullPolicy !== 'Never') failed.set(wanted.image, outcome);
    }
    for (const [image, error] of failed) this.#fail(image, error, now);
  }

  /** Something else is to be done with the pod: what is being pulled for it is not any longer. */
  interrupt(): void {
    this.#order.abort();
    this.#order = new AbortController();
  }

  /** There may be credentials now: nothing waits for its back-off any longer. */
  forgive(): void {
    this.#failures.clear();
  }

  /**
   * The image for one start of a container, by its pull policy. Throws Held where it is not there: while it is being
   * pulled, which holds up nothing else of the pod, and until it may be pulled again.
   */
  async find(context: PodContext, wanted: PlannedImage): Promise<ImageStatus> {
    const found = this.#found.get(wanted);
    if (found) {
      this.#found.delete(wanted);
      return found;
    }
    const { image, pullPolicy } = wanted;
    const present = pullPolicy === 'Always' ? undefined : await statusOf(context, wanted);
    if (present) {
      recordPresent(context, wanted);
      return present;
    }
    if (pullPolicy === 'Never')
      throw new Held({ reason: 'ErrImageNeverPull', error: neverPulled(context, wanted) });
    this.#refuseInBackOff(wanted, context.clock.now());
    this.#pull(context, wanted);
    throw new Held({ reason: 'ContainerCreating', until: () => (this.#pulling.has(image) ? Infinity : 0) });
  }

  #refuseInBackOff(wanted: PlannedImage, now: number): void {
    const { error, backOff } = this.#failures.get(wanted.image) ?? {};
    const until = backOff ? backOff.updatedAt + backOff.delayMs : 0;
    if (!error || now >= until) return;
    const reason = error.code === 'image-name-invalid' ? 'InvalidImageName' : 'ErrImagePull';
    throw new Held({ reason, error: wantedBy(wanted, error), until: () => until });
  }

  #pull(context: PodContext, wanted: PlannedImage): void {
    const { image } = wanted;
    const others = this.#pulling.get(image);
    if (others) return void others.add(wanted);
    const waiting = new Set([wanted]);
    this.#pulling.set(image, waiting);
    const { signal } = this.#order;
    pullForPod(context, wanted, { signal })
      .then((status) => {
        this.#failures.delete(image);
        for (const each of waiting) this.#found.set(each, status);
      })
      .catch((error: unknown) => {
        // A new connection is followed by a look.
        if (signal.aborted || context.runtime.connection.status !== 'connected') return;
        this.#fail(image, failureOf(error, image), context.clock.now());
      })
      .finally(() => {
        this.#pulling.delete(image);
        this.#changed();
      });
  }

  #fail(image: string, error: EngineError, now: number): void {
    const backOff = nextBackOff(this.#failures.get(image)?.backOff, now, now);
    this.#failures.set(image, { error, backOff });
  }
}

/** Whatever a pull has ended with: without a back-off it would be tried again at once, and again. */
function failureOf(error: unknown, image: string): EngineError {
  if (error instanceof EngineError) return error;
  return new EngineError('image-pull-failed', { image, detail: sentenceOf(error) }, error);
}

async function statusOf(context: PodContext, wanted: PlannedImage): Promise<ImageStatus | undefined> {
  try {
    return await context.runtime.imageStatus(wanted.image);
  } catch (thrown) {
    const error = wantedBy(wanted, errorThatMayPass(thrown));
    recordFailure(context, wanted, error);
    throw error;
  }
}
