import type { OutgoingHttpHeaders } from 'node:http';
import { isIPv6 } from 'node:net';
import type { ContainerPort, Handler } from '../model/pod';

export type HttpGetAction = NonNullable<Handler['httpGet']>;

/**
 * The port that a probe or hook names: a number, or the name of one of the container's ports. Undefined where there is
 * no such port; Kubernetes then runs the pod, and each try of it errs.
 */
export function portOf(port: number | string, ports: readonly ContainerPort[] = []): number | undefined {
  const named = ports.find(({ name }) => name === port)?.containerPort;
  const number = named ?? Number(port);
  return Number.isInteger(number) && number > 0 && number < 65536 ? number : undefined;
}

/** `10.0.0.5:80`, `[fd00::5]:80`. */
export function authorityOf(host: string, port: number): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** What an httpGet asks for. Of its path only path and query count. */
export function urlOf({ path = '', scheme = 'HTTP' }: HttpGetAction, authority: string): URL {
  const base = `${scheme.toLowerCase()}://${authority}/`;
  const written = URL.canParse(path, base) ? new URL(path, base) : new URL(encodeURI(path), base);
  const url = new URL(base);
  url.pathname = written.pathname;
  url.search = written.search;
  return url;
}

/**
 * The headers of a GET by the kubelet, in lower case: User-Agent and Accept unless the manifest has its own; its own
 * empty one removes them. https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
 */
export function headersOf({ httpHeaders = [] }: HttpGetAction, userAgent: string): OutgoingHttpHeaders {
  const headers: Record<string, string[]> = {};
  for (const { name, value } of httpHeaders) {
    const key = name.toLowerCase();
    headers[key] = [...(headers[key] ?? []), value ?? ''];
  }
  const all: OutgoingHttpHeaders = { 'user-agent': userAgent, accept: '*/*', ...headers };
  for (const key of ['user-agent', 'accept', 'host']) {
    // One of each is all that HTTP knows.
    if (headers[key]) all[key] = headers[key][0] ?? '';
    if (all[key] === '') delete all[key];
  }
  return all;
}
