import type { Duplex } from 'node:stream';
import { authorityOf } from '../../net/httpAction';
import { dialMessage, isRefusal } from '../../net/networkMessage';

/** What one try of a probe has come to. Unknown counts for nothing: the probe itself could not be carried out. */
export interface ProbeOutcome {
  result: 'success' | 'failure' | 'unknown';
  /** As Kubernetes' events say it; empty where there is nothing to say. */
  message: string;
}

/** What a probe over the network goes by. */
export interface ProbeCall {
  podIP: string;
  timeoutMs: number;
  /** Aborted when the probe's time is up. */
  signal: AbortSignal;
  /** Opens the connection, to the pod where no host is given. Throws as `podDial`. */
  dial(host: string | undefined, port: number): Promise<Duplex>;
}

/** As the kubelet calls itself to what it probes. */
export const probeAgent = 'kube-probe/1.36';

export const success: ProbeOutcome = { result: 'success', message: '' };

export function failure(message: string): ProbeOutcome {
  return { result: 'failure', message };
}

/** A connection that the pod did not take is a failure, in the words given; what else goes wrong is thrown on. */
export function refusal(
  error: unknown,
  host: string,
  port: number,
  words = (text: string) => text,
): ProbeOutcome {
  if (!isRefusal(error)) throw error;
  return failure(words(dialMessage(error, authorityOf(host, port))));
}
