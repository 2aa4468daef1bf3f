import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RegistryAuth } from '../podRuntime';
import { configDirectory } from './endpoint';

/** The part of Docker's config.json that is about registries. */
interface CliConfig {
  auths?: Record<string, { auth?: string; identitytoken?: string }>;
  credsStore?: string;
  credHelpers?: Record<string, string>;
}

/** What Docker's CLI calls the registry of Docker Hub. */
const hubAddress = 'https://index.docker.io/v1/';
const helperTimeoutMs = 20_000;
/** The user name under which a helper keeps an identity token instead of a password. */
const tokenUser = '<token>';

/**
 * What `docker login` has left for a registry (`docker.io`, `host:port`), found as the CLI does: its own helper, the
 * common store, else config.json itself. Undefined where nobody has logged in, or the helper does not answer.
 * Rule: https://docs.docker.com/reference/cli/docker/login/#credential-stores
 */
export async function dockerCredentials(
  registry: string,
  env: NodeJS.ProcessEnv,
  log: (message: string) => void = () => undefined,
): Promise<RegistryAuth | undefined> {
  const config = await readConfig(env);
  const address = registry === 'docker.io' ? hubAddress : registry;
  const helper = config.credHelpers?.[address] ?? config.credHelpers?.[registry] ?? config.credsStore;
  if (!helper) return storedAuth(config, address);
  try {
    return await askHelper(helper, address, env);
  } catch (error) {
    log(`docker-credential-${helper}: ${error instanceof Error ? error.message : String(error)}`);
    return storedAuth(config, address);
  }
}

async function readConfig(env: NodeJS.ProcessEnv): Promise<CliConfig> {
  try {
    return (JSON.parse(await readFile(join(configDirectory(env), 'config.json'), 'utf8')) ?? {}) as CliConfig;
  } catch {
    // Nobody has logged in; what is broken in it, the connection says.
    return {};
  }
}

function storedAuth({ auths = {} }: CliConfig, address: string): RegistryAuth | undefined {
  const { auth, identitytoken } =
    auths[address] ?? auths[`https://${address}`] ?? auths[`https://${address}/v1/`] ?? {};
  if (identitytoken) return { identitytoken, serveraddress: address };
  const text = Buffer.from(auth ?? '', 'base64').toString();
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  return { username: text.slice(0, colon), password: text.slice(colon + 1), serveraddress: address };
}

/** Asks `docker-credential-<name> get`; undefined where it knows none. */
function askHelper(name: string, address: string, env: NodeJS.ProcessEnv): Promise<RegistryAuth | undefined> {
  return new Promise((resolve, reject) => {
    const options = { env, timeout: helperTimeoutMs };
    const child = execFile(`docker-credential-${name}`, ['get'], options, (error, stdout) => {
      if (error && /credentials not found/i.test(stdout)) return resolve(undefined);
      // Its output may hold what nobody shall read in a log.
      if (error)
        return reject(new Error(error.code === undefined ? 'it failed' : `it failed: ${error.code}`));
      try {
        resolve(parseHelper(stdout, address));
      } catch {
        // Likewise of what a parser says of it.
        reject(new Error('its answer is not what helpers answer'));
      }
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(address);
  });
}

function parseHelper(stdout: string, serveraddress: string): RegistryAuth | undefined {
  const { Username: username = '', Secret: secret = '' } = JSON.parse(stdout) as Record<string, string>;
  if (username === tokenUser) return { identitytoken: secret, serveraddress };
  return username ? { username, password: secret, serveraddress } : undefined;
}
