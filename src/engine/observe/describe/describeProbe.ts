import type { Probe } from '../../model/pod';

/** A probe in kubectl's notation, with the API's defaults in the place of what it does not say. */
export function describeProbe(probe: Probe): string {
  const times = [
    `delay=${probe.initialDelaySeconds ?? 0}s`,
    `timeout=${probe.timeoutSeconds ?? 1}s`,
    `period=${probe.periodSeconds ?? 10}s`,
    `#success=${probe.successThreshold ?? 1}`,
    `#failure=${probe.failureThreshold ?? 3}`,
  ];
  return `${actionOf(probe)} ${times.join(' ')}`;
}

function actionOf({ exec, httpGet, tcpSocket, grpc }: Probe): string {
  if (exec) return `exec [${(exec.command ?? []).join(' ')}]`;
  if (httpGet) {
    const { scheme = 'HTTP', host = '', port, path = '/' } = httpGet;
    const slash = path.startsWith('/') ? '' : '/';
    return `http-get ${scheme.toLowerCase()}://${host.includes(':') ? `[${host}]` : host}:${port}${slash}${path}`;
  }
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port}`;
  return grpc ? `grpc <pod>:${grpc.port} ${grpc.service ?? ''}` : 'unknown';
}
