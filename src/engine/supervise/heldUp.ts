import type { EngineError, EngineErrorCode } from '../model/engineError';
import type { ContainerStart } from './computePodActions';
import { errorThatMayPass } from './errorThatMayPass';
import type { PodContext } from './podContext';
import { sentenceOf } from './sentenceOf';

/** Why a container did not come up, by something that may mend itself, or that somebody may mend. */
export interface Hold {
  /** Kubernetes' word for it. */
  reason:
    | 'ContainerCreating'
    | 'ErrImagePull'
    | 'ErrImageNeverPull'
    | 'InvalidImageName'
    | 'CreateContainerConfigError'
    | 'CreateContainerError'
    | 'RunContainerError'
    | 'PostStartHookError';
  /** Absent: nothing is wrong, it takes its time. */
  error?: unknown;
  /** The attempt has ended by it: what comes then is its restartPolicy's. */
  hasEnded?: boolean;
  /** When (ms) it is tried again; absent: at the kubelet's next look at the pod. */
  until?: () => number;
}

/** A container that is held up. */
export interface HeldUp extends Hold {
  start: ContainerStart;
}

/** Thrown on the way of one container: the others go on. */
export class Held extends Error {
  readonly hold: Hold;

  constructor(hold: Hold) {
    super(`held up: ${hold.reason}`);
    this.hold = hold;
  }
}

/** Errors that say by themselves what they hold up; of volumes the kubelet says that the container is being created. */
const reasons: Partial<Record<EngineErrorCode, Hold['reason']>> = {
  'image-never-pulled': 'ErrImageNeverPull',
  'image-name-invalid': 'InvalidImageName',
  'image-not-found': 'ErrImagePull',
  'image-denied': 'ErrImagePull',
  'image-pull-failed': 'ErrImagePull',
  'image-platform': 'ErrImagePull',
  'host-path-missing': 'ContainerCreating',
  'host-path-relative': 'ContainerCreating',
  'host-path-type': 'ContainerCreating',
  'volume-failed': 'ContainerCreating',
};

/** Does one step of a container's way: what it refuses holds the container up, for this reason unless the error knows better. */
export async function orHeld<T>(reason: Hold['reason'], step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (thrown) {
    if (thrown instanceof Held) throw thrown;
    const error = errorThatMayPass(thrown);
    throw new Held({ reason: reasons[error.code] ?? reason, error });
  }
}

/** Records each as the kubelet does: what keeps volumes from being mounted once for the pod, the others by container. */
export function recordHeldUp({ record }: PodContext, heldUp: readonly HeldUp[]): void {
  const mounts = new Set<unknown>();
  for (const { start, reason, error } of heldUp) {
    if (error === undefined || reason === 'PostStartHookError') continue;
    if (reason !== 'ContainerCreating') {
      const message = `Error: ${isOfImage(reason) ? reason : sentenceOf(error)}`;
      record({ type: 'Warning', reason: 'Failed', message, container: start.name });
    } else if (!mounts.has(error)) {
      mounts.add(error);
      const { volume } = (error as EngineError).args;
      const what = `MountVolume.SetUp failed${volume ? ` for volume "${volume}"` : ''}`;
      record({ type: 'Warning', reason: 'FailedMount', message: `${what} : ${sentenceOf(error)}` });
    }
  }
}

function isOfImage(reason: string): boolean {
  return reason.includes('Image');
}
