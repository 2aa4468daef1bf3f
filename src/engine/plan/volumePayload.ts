import { posix } from 'node:path';
import { EngineError } from '../model/engineError';
import { objectKey, type PodObject } from '../model/podObject';
import { type DownwardFacts, downwardValue } from './downwardApi';
import type { ContentSource, VolumeContent } from './volumeContent';

/** What the files of a volume are taken from. */
export interface PayloadFacts extends DownwardFacts {
  /** By `objectKey`; one that stands nowhere is not in it. */
  objects: ReadonlyMap<string, PodObject>;
  /** Milliseconds since 1970, for tokens. */
  now: number;
}

/** A file of a volume: its path below the root, and what is in it. */
export interface PayloadFile {
  path: string;
  data: Buffer;
  mode: number;
  /** The user it is given to; absent: the sandbox's. */
  owner?: number;
}

const groupMayRead = 0o440;
const tokenMode = 0o600;

/**
 * The files of a volume, each path once, as the kubelet makes them of a configMap, secret, downwardAPI or projected
 * source. Pure. Throws EngineError `object-missing`, `object-key-missing` where what is missing is not optional.
 */
export function volumePayload(content: VolumeContent, facts: PayloadFacts): PayloadFile[] {
  const files = new Map<string, PayloadFile>();
  for (const source of content.sources) {
    for (const file of filesOf(source, content, facts)) {
      const path = posix.normalize(file.path);
      files.set(path, {
        ...file,
        path,
        // The kubelet's SetVolumeOwnership for what is mounted read-only.
        mode: content.groupReads ? file.mode | groupMayRead : file.mode,
      });
    }
  }
  return [...files.values()];
}

function filesOf(source: ContentSource, content: VolumeContent, facts: PayloadFacts): PayloadFile[] {
  switch (source.kind) {
    case 'downwardAPI':
      return source.items.map(({ path, mode, ...field }) => ({
        path,
        data: Buffer.from(downwardValue(field, facts)),
        mode: mode ?? content.defaultMode,
      }));
    case 'serviceAccountToken': {
      const { owner, groupReads } = content;
      return [
        {
          path: source.path,
          data: Buffer.from(placeholderToken(source, facts)),
          mode: owner !== undefined || groupReads ? tokenMode : content.defaultMode,
          ...(owner === undefined ? {} : { owner }),
        },
      ];
    }
    default:
      return filesOfObject(source, content.defaultMode, facts);
  }
}

/** All keys of the object, or those that are listed, each at its path. */
function filesOfObject(
  { kind, name, items, optional }: ContentSource & { kind: 'ConfigMap' | 'Secret' },
  defaultMode: number,
  { pod, objects }: PayloadFacts,
): PayloadFile[] {
  const object = objects.get(objectKey({ kind, namespace: pod.metadata.namespace, name }));
  if (!object && !optional) throw new EngineError('object-missing', { kind, name });
  const data = object?.data ?? {};
  const all = Object.keys(data).map((key) => ({ key, path: key, mode: defaultMode }));
  return (items ?? all).flatMap(({ key, path, mode = defaultMode }) => {
    const value = Object.hasOwn(data, key) ? data[key] : undefined;
    if (value !== undefined) return [{ path, data: Buffer.from(value, 'base64'), mode }];
    if (optional) return [];
    throw new EngineError('object-key-missing', { kind, name, key });
  });
}

/**
 * A JSON Web Token without a signature: programs that only read it find audience, subject and times. Its times change
 * when half of it is over, so that it is the same for a while.
 */
function placeholderToken(
  { audience, expirationSeconds }: ContentSource & { kind: 'serviceAccountToken' },
  { pod, uid, now }: PayloadFacts,
): string {
  const { namespace, name } = pod.metadata;
  const account = pod.spec.serviceAccountName || pod.spec.serviceAccount || 'default';
  const half = Math.max(1, Math.floor(expirationSeconds / 2));
  const issued = Math.floor(now / 1000 / half) * half;
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    aud: [audience],
    exp: issued + 2 * half,
    iat: issued,
    nbf: issued,
    iss: 'docker-pods',
    'kubernetes.io': { namespace, pod: { name, uid }, serviceaccount: { name: account } },
    sub: `system:serviceaccount:${namespace}:${account}`,
  };
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
}
