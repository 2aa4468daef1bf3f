import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { EngineError } from '../model/engineError';
import type { PodRuntime } from '../runtime/podRuntime';

/** The pod that the node knocks at. */
export interface DialTarget {
  sandboxId: string;
  podIP: string;
  hostNetwork: boolean;
}

/**
 * A TCP connection as a node's kubelet makes it: without a host, to the pod's address, dialled inside the pod, for not
 * every engine has a route to it. A host that a manifest names is meant as the node sees it: of a pod on the host's
 * network that is again what its sandbox sees; of any other it is reached from here, as ports published on the
 * machine are. Throws EngineError: `connect-refused` with Node's code as `detail`, or what Docker failed with.
 */
export async function podDial(
  runtime: PodRuntime,
  { sandboxId, podIP, hostNetwork }: DialTarget,
  host: string | undefined,
  port: number,
  timeoutMs: number,
): Promise<Duplex> {
  const { withoutAgent } = await runtime.version();
  if (withoutAgent || (host && !hostNetwork)) return dialFromHere(host || podIP, port, timeoutMs);
  if (!host) return runtime.portForward(sandboxId, port, timeoutMs, podIP);
  return runtime.portForward(sandboxId, port, timeoutMs, await addressOf(host, port));
}

/** Undefined of localhost: there the sandbox tries both families. */
async function addressOf(host: string, port: number): Promise<string | undefined> {
  if (isIP(host)) return host;
  if (host === 'localhost') return undefined;
  try {
    return (await lookup(host)).address;
  } catch (error) {
    throw refused(error, port);
  }
}

function dialFromHere(host: string, port: number, timeoutMs: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    socket.once('error', (error) => reject(refused(error, port)));
    socket.once('timeout', () =>
      socket.destroy(Object.assign(new Error('ETIMEDOUT'), { code: 'ETIMEDOUT' })),
    );
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

function refused(error: unknown, port: number): EngineError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new EngineError('connect-refused', { port: String(port), detail: code ?? message }, error);
}
