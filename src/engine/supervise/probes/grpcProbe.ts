import type { Duplex } from 'node:stream';
import { checkHealth } from '../../net/grpcHealth';
import { authorityOf } from '../../net/httpAction';
import { streamMessage } from '../../net/networkMessage';
import { failure, type ProbeCall, type ProbeOutcome, probeAgent, refusal, success } from './probeCall';

/**
 * A call of the gRPC health protocol that is answered with SERVING.
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/probe/grpc/grpc.go
 */
export async function grpcProbe(
  { dial, podIP, signal, timeoutMs }: ProbeCall,
  port: number,
  service: string,
): Promise<ProbeOutcome> {
  let stream: Duplex;
  try {
    stream = await dial(undefined, port);
  } catch (error) {
    const authority = authorityOf(podIP, port);
    return refusal(
      error,
      podIP,
      port,
      (text) => `error: failed to connect service at "${authority}": ${text}`,
    );
  }
  try {
    const answer = await checkHealth(stream, authorityOf(podIP, port), service, probeAgent, signal);
    if ('code' in answer) return failure(callFailed(answer));
    if (answer.status === 'SERVING') return success;
    return failure(`service unhealthy (responded with "${answer.status}")`);
  } catch (error) {
    if (signal.aborted) return failure(`timeout: health rpc did not complete within ${timeoutMs / 1000}s`);
    return failure(callFailed({ code: 'Unavailable', message: streamMessage(error) }));
  }
}

function callFailed({ code, message }: { code: string; message: string }): string {
  return code === 'Unimplemented'
    ? `error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${message}`
    : `error: health rpc probe failed: rpc error: code = ${code} desc = ${message}`;
}
