import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where Docker is spoken to, and who says so: DOCKER_HOST, the current Docker context, or the default socket.
 * @returns {{ host: string, from: 'DOCKER_HOST' | 'context' | 'default' }}
 */
export function dockerHost() {
  if (process.env.DOCKER_HOST) return { host: process.env.DOCKER_HOST, from: 'DOCKER_HOST' };
  const host = contextHost();
  if (host) return { host, from: 'context' };
  const socket =
    process.platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';
  return { host: socket, from: 'default' };
}

function contextHost() {
  const folder = process.env.DOCKER_CONFIG || join(homedir(), '.docker');
  try {
    const name = process.env.DOCKER_CONTEXT || json(join(folder, 'config.json')).currentContext;
    if (!name || name === 'default') return undefined;
    const id = createHash('sha256').update(name).digest('hex');
    return json(join(folder, 'contexts', 'meta', id, 'meta.json')).Endpoints?.docker?.Host;
  } catch {
    return undefined;
  }
}

function json(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * Whether a Docker Engine answers at an address within two seconds.
 * An address this cannot speak to by itself (ssh, TLS) is believed.
 * @param {string} host
 * @returns {Promise<boolean>}
 */
export function answers(host) {
  const target = requestTarget(host);
  if (!target) return Promise.resolve(true);
  return new Promise((resolve) => {
    const request = http.get({ ...target, path: '/_ping', timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

/** @returns {import('node:http').RequestOptions | undefined} */
function requestTarget(host) {
  const [scheme, rest = ''] = host.split('://');
  if (scheme === 'unix' || scheme === 'npipe') return { socketPath: rest };
  if (scheme !== 'tcp' && scheme !== 'http') return undefined;
  if (process.env.DOCKER_TLS_VERIFY) return undefined;
  const url = new URL(`http://${rest}`);
  return { host: url.hostname, port: url.port || 2375 };
}
