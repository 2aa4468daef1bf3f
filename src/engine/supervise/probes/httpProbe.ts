import type { HttpGetAction } from '../../net/httpAction';
import { podGet, RequestFailed } from '../../net/podGet';
import { failure, type ProbeCall, type ProbeOutcome, probeAgent, success } from './probeCall';

/**
 * A GET that is answered with 200 to 399. As in Kubernetes, a body that breaks off counts for nothing.
 * https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#http-probes
 */
export async function httpProbe(call: ProbeCall, action: HttpGetAction, port: number): Promise<ProbeOutcome> {
  try {
    const { statusCode } = await podGet({ ...call, action, port, userAgent: probeAgent });
    if (statusCode < 200 || statusCode >= 400)
      return failure(`HTTP probe failed with statuscode: ${statusCode}`);
    return statusCode < 300 ? success : { result: 'success', message: 'Probe terminated redirects' };
  } catch (error) {
    if (error instanceof RequestFailed) return failure(error.message);
    throw error;
  }
}
