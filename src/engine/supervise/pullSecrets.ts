import type { PodObject } from '../model/podObject';
import { imageReferenceOf } from '../plan/imageReference';
import type { RegistryAuth } from '../runtime/podRuntime';
import type { PodContext } from './podContext';

/** What one registry's entry of a dockerconfigjson holds. */
interface ConfigEntry {
  username?: string;
  password?: string;
  /** `username:password` in Base64. */
  auth?: string;
  identitytoken?: string;
}

/** The Secrets of the pod's imagePullSecrets that stand somewhere: as in the kubelet, one that is missing is no error. */
export async function findPullSecrets({ objects, plan, source }: PodContext): Promise<PodObject[]> {
  const { namespace } = plan.key;
  const found = await Promise.all(
    plan.imagePullSecrets.map((name) => objects.find({ kind: 'Secret', namespace, name }, source)),
  );
  return found.flatMap((secret) => secret ?? []);
}

/**
 * The credentials that the Secrets have for an image, the most exact registry first. A key of a Secret names a registry,
 * perhaps with the beginning of a repository, and may have `*` in parts of its host.
 * Rule: https://kubernetes.io/docs/concepts/containers/images/#config-json
 */
export function authsFor(image: string, secrets: readonly PodObject[]): RegistryAuth[] {
  const { registry, repository } = imageReferenceOf(image);
  return secrets
    .flatMap((secret) => Object.entries(registriesOf(secret)))
    .map(([key, entry]) => ({ ...registryOfKey(key), entry }))
    .filter(({ host, path }) => hostMatches(host, registry) && `${repository}/`.startsWith(path))
    .sort((a, b) => b.path.length - a.path.length || wildcards(a.host) - wildcards(b.host))
    .map(({ key, entry }) => authOf(key, entry));
}

function registriesOf({ type, data }: PodObject): Record<string, ConfigEntry | null> {
  const isLegacy = type === 'kubernetes.io/dockercfg';
  const text = data[isLegacy ? '.dockercfg' : '.dockerconfigjson'];
  try {
    const config = JSON.parse(Buffer.from(text ?? '', 'base64').toString()) as Record<string, unknown> | null;
    const entries = isLegacy ? config : config?.auths;
    return (entries ?? {}) as Record<string, ConfigEntry | null>;
  } catch {
    // The manifest's own finding says that this is no configuration of Docker's.
    return {};
  }
}

/** `https://index.docker.io/v1/` and `docker.io` are one registry. */
function registryOfKey(key: string): { key: string; host: string; path: string } {
  const bare = key.replace(/^https?:\/\//, '').replace(/\/v[12]\/?$/, '');
  const [host = '', ...path] = bare.split('/').filter(Boolean);
  const hub = /^(?:index\.|registry-1\.)?docker\.io$/.test(host);
  return { key, host: hub ? 'docker.io' : host.toLowerCase(), path: path.length ? `${path.join('/')}/` : '' };
}

/** Part by part: `*.example.com` has three, and `*` stands for no dot. */
function hostMatches(pattern: string, host: string): boolean {
  const parts = host.split('.');
  const wanted = pattern.split('.');
  return (
    parts.length === wanted.length &&
    wanted.every((part, index) => {
      const expression = part.replace(/[^*\w-]/g, '\\$&').replaceAll('*', '.*');
      return new RegExp(`^${expression}$`).test(parts[index] ?? '');
    })
  );
}

function wildcards(host: string): number {
  return host.split('*').length - 1;
}

function authOf(serveraddress: string, entry: ConfigEntry | null): RegistryAuth {
  const { username, password, auth, identitytoken } = entry ?? {};
  const [, user, ...rest] = /^([^:]*):([\s\S]*)$/.exec(Buffer.from(auth ?? '', 'base64').toString()) ?? [];
  // As in the kubelet, `auth` counts where both are there.
  const own = { username: user ?? username, password: rest[0] ?? password };
  return {
    serveraddress,
    ...(own.username === undefined ? {} : { username: own.username }),
    ...(own.password === undefined ? {} : { password: own.password }),
    ...(identitytoken === undefined ? {} : { identitytoken }),
  };
}
