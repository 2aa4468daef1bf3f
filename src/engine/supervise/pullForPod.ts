import { EngineError } from '../model/engineError';
import type { NewEvent } from '../model/podEvent';
import type { PlannedImage } from '../plan/podPlan';
import type { ImageStatus, PullOptions } from '../runtime/podRuntime';
import { errorThatMayPass } from './errorThatMayPass';
import type { PodContext } from './podContext';
import { authsFor, findPullSecrets } from './pullSecrets';
import { sentenceOf } from './sentenceOf';

/**
 * Pulls an image with the credentials of the pod's imagePullSecrets, and records it as the kubelet does. Throws
 * EngineError `image-*` with the container or the volume that wants it, or `cancelled`.
 */
export async function pullForPod(
  context: PodContext,
  wanted: PlannedImage,
  options: Omit<PullOptions, 'auths'>,
): Promise<ImageStatus> {
  const { runtime, clock } = context;
  const { image } = wanted;
  const begun = clock.now();
  recordOf(context, wanted, { type: 'Normal', reason: 'Pulling', message: `Pulling image "${image}"` });
  try {
    const auths = authsFor(image, await findPullSecrets(context));
    await runtime.pullImage(image, { ...options, ...(auths.length ? { auths } : {}) });
    const status = await runtime.imageStatus(image);
    if (!status) throw new EngineError('image-not-found', { image });
    const message = `Successfully pulled image "${image}" in ${(clock.now() - begun) / 1000}s`;
    recordOf(context, wanted, { type: 'Normal', reason: 'Pulled', message });
    return status;
  } catch (error) {
    const failure = wantedBy(wanted, errorThatMayPass(error));
    recordFailure(context, wanted, failure);
    throw failure;
  }
}

/** The error, with who it is about. */
export function wantedBy({ image, container, volume }: PlannedImage, error: EngineError): EngineError {
  const whose = volume ? { volume } : { container: container ?? '' };
  return new EngineError(error.code, { image, ...error.args, ...whose }, error.cause);
}

/** The error of an image that is not there and must not be pulled, which is recorded. */
export function neverPulled(context: PodContext, wanted: PlannedImage): EngineError {
  const message = `Container image "${wanted.image}" is not present with pull policy of Never`;
  recordOf(context, wanted, { type: 'Warning', reason: 'ErrImageNeverPull', message });
  return wantedBy(wanted, new EngineError('image-never-pulled', { image: wanted.image }));
}

/** Records that an image was there and was not pulled. */
export function recordPresent(context: PodContext, wanted: PlannedImage): void {
  const message = `Container image "${wanted.image}" already present on machine and can be accessed by the pod`;
  recordOf(context, wanted, { type: 'Normal', reason: 'Pulled', message });
}

/** Rule: https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/kubelet/images/image_manager.go */
export function recordFailure(context: PodContext, wanted: PlannedImage, error: EngineError): void {
  const { image } = wanted;
  const [reason, what] =
    error.code === 'image-name-invalid'
      ? ['InspectFailed', `Failed to apply default image tag "${image}"`]
      : ['Failed', `Failed to pull image "${image}"`];
  recordOf(context, wanted, { type: 'Warning', reason, message: `${what}: ${sentenceOf(error)}` });
}

function recordOf({ record }: PodContext, { container }: PlannedImage, event: NewEvent): void {
  record({ ...event, ...(container ? { container } : {}) });
}
