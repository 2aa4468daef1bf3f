import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { EngineError } from '../../model/engineError';

/** One place a Docker Engine may be spoken to. */
export interface DockerEndpoint {
  /** As people write it: `unix:///var/run/docker.sock`, `tcp://host:2376`. */
  url: string;
  /** Where the choice comes from: the variable, a context's name, or the default. */
  origin: 'DOCKER_HOST' | `context ${string}` | 'default';
  tls?: { ca?: Buffer; cert?: Buffer; key?: Buffer };
}

/**
 * Finds Docker as its own CLI does: DOCKER_HOST, then the current context (DOCKER_CONTEXT, or config.json's
 * currentContext), then the default socket. Throws EngineError `docker-context-broken`.
 * Rule: https://docs.docker.com/engine/manage-resources/contexts/
 */
export function resolveEndpoint(env: NodeJS.ProcessEnv): DockerEndpoint {
  if (env.DOCKER_HOST) {
    const url = env.DOCKER_HOST.includes('://') ? env.DOCKER_HOST : `tcp://${env.DOCKER_HOST}`;
    const tls = env.DOCKER_TLS_VERIFY
      ? readTls(env.DOCKER_CERT_PATH ?? configDirectory(env), 'DOCKER_CERT_PATH')
      : {};
    return { url, origin: 'DOCKER_HOST', ...tls };
  }
  const context = env.DOCKER_CONTEXT || currentContext(env);
  if (context && context !== 'default') return contextEndpoint(context, env);
  return { url: defaultUrl(env), origin: 'default' };
}

/** Where Docker's CLI keeps its configuration. */
export function configDirectory(env: NodeJS.ProcessEnv): string {
  return env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker');
}

function currentContext(env: NodeJS.ProcessEnv): string | undefined {
  const file = join(configDirectory(env), 'config.json');
  if (!existsSync(file)) return undefined;
  try {
    const config = JSON.parse(readFileSync(file, 'utf8')) as { currentContext?: unknown } | null;
    const name = config?.currentContext;
    return typeof name === 'string' ? name : undefined;
  } catch (cause) {
    throw new EngineError('docker-context-broken', { context: 'config.json', detail: String(cause) }, cause);
  }
}

/** Contexts lie in directories named by the SHA-256 of their name; the file format is the CLI's. */
function contextEndpoint(context: string, env: NodeJS.ProcessEnv): DockerEndpoint {
  const id = createHash('sha256').update(context).digest('hex');
  const contexts = join(configDirectory(env), 'contexts');
  try {
    const meta = JSON.parse(readFileSync(join(contexts, 'meta', id, 'meta.json'), 'utf8')) as {
      Endpoints?: { docker?: { Host?: string } };
    };
    const url = meta.Endpoints?.docker?.Host;
    if (!url) throw new Error('it names no Docker host');
    const tlsDirectory = join(contexts, 'tls', id, 'docker');
    return {
      url,
      origin: `context ${context}`,
      ...(existsSync(tlsDirectory) ? readTls(tlsDirectory, context) : {}),
    };
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('docker-context-broken', { context, detail }, cause);
  }
}

function readTls(directory: string, context: string): Pick<DockerEndpoint, 'tls'> {
  const read = (name: string) => {
    const file = join(directory, name);
    return existsSync(file) ? { [name.replace('.pem', '')]: readFileSync(file) } : {};
  };
  try {
    return { tls: { ...read('ca.pem'), ...read('cert.pem'), ...read('key.pem') } };
  } catch (cause) {
    throw new EngineError('docker-context-broken', { context, detail: String(cause) }, cause);
  }
}

/** Docker Desktop's newer installs put the socket below the home directory. */
function defaultUrl(env: NodeJS.ProcessEnv): string {
  if (platform() === 'win32') return 'npipe:////./pipe/docker_engine';
  const desktop = join(env.HOME || homedir(), '.docker', 'run', 'docker.sock');
  return `unix://${existsSync(desktop) ? desktop : '/var/run/docker.sock'}`;
}
