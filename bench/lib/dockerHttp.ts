import http from 'node:http';
import https from 'node:https';
import { type DockerEndpoint, resolveEndpoint } from '../../src/engine/runtime/docker/endpoint';

/** One request to the Docker API and nothing around it; gives the parsed answer. */
export type DockerCall = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** Speaks to the Docker of the environment with Node's own http client, which keeps its connections alive. */
export function dockerHttp(): DockerCall {
  const base = requestBase(resolveEndpoint(process.env));
  const client = base.protocol === 'https:' ? https : http;
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers = text
        ? { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }
        : {};
      const request = client.request({ ...base, method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString();
          if ((response.statusCode ?? 500) < 400) resolve(answer ? JSON.parse(answer) : undefined);
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${answer.trim()}`));
        });
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(text);
    });
}

function requestBase({ url, tls }: DockerEndpoint): https.RequestOptions {
  const { protocol, hostname, port } = new URL(url);
  if (protocol === 'unix:' || protocol === 'npipe:') return { socketPath: url.slice(protocol.length + 2) };
  return { protocol: tls ? 'https:' : 'http:', hostname, port: port || (tls ? 2376 : 2375), ...tls };
}
