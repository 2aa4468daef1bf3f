import { allContainers } from '../model/allContainers';
import type { Container, DownwardApiFile, KeyToPath, Pod, Volume, VolumeProjection } from '../model/pod';

/** The files that a configMap, secret, downwardAPI or projected volume has, before its objects are looked up. */
export interface VolumeContent {
  /** Mode bits of files without one of their own. */
  defaultMode: number;
  /** In the order of the manifest: of two that give one path the later wins. */
  sources: ContentSource[];
  /** The pod's fsGroup may read every file. */
  groupReads?: true;
  /** The user that all containers run as, where that is one: tokens are given to it. */
  owner?: number;
}

export type ContentSource =
  | { kind: 'ConfigMap' | 'Secret'; name: string; items?: KeyToPath[]; optional: boolean }
  | { kind: 'downwardAPI'; items: DownwardApiFile[] }
  | { kind: 'serviceAccountToken'; path: string; audience: string; expirationSeconds: number };

const defaultMode = 0o644;
const defaultAudience = 'https://kubernetes.default.svc.cluster.local';
const defaultExpirationSeconds = 3600;

/** What stands in the volume; undefined where no files are written in a volume of its kind. */
export function contentOf(volume: Volume, pod: Pod): VolumeContent | undefined {
  const { configMap, secret, downwardAPI, projected } = volume;
  const source = configMap ?? secret ?? downwardAPI ?? projected;
  if (!source) return undefined;
  const sources: VolumeProjection[] = projected
    ? (projected.sources ?? [])
    : [
        {
          ...(configMap ? { configMap } : {}),
          ...(secret ? { secret: { ...secret, name: secret.secretName ?? '' } } : {}),
          ...(downwardAPI ? { downwardAPI } : {}),
        },
      ];
  const owner = commonUser(pod);
  return {
    defaultMode: source.defaultMode ?? defaultMode,
    sources: sources.flatMap(sourceOf),
    ...(pod.spec.securityContext?.fsGroup === undefined ? {} : { groupReads: true }),
    ...(owner === undefined ? {} : { owner }),
  };
}

function sourceOf(projection: VolumeProjection): ContentSource[] {
  const { configMap, secret, downwardAPI, serviceAccountToken: token } = projection;
  return [
    ...(configMap ? [keysOf('ConfigMap', configMap)] : []),
    ...(secret ? [keysOf('Secret', secret)] : []),
    ...(downwardAPI ? [{ kind: 'downwardAPI' as const, items: downwardAPI.items ?? [] }] : []),
    ...(token
      ? [
          {
            kind: 'serviceAccountToken' as const,
            path: token.path,
            audience: token.audience || defaultAudience,
            expirationSeconds: token.expirationSeconds ?? defaultExpirationSeconds,
          },
        ]
      : []),
  ];
}

function keysOf(
  kind: 'ConfigMap' | 'Secret',
  { name = '', items, optional = false }: { name?: string; items?: KeyToPath[]; optional?: boolean },
): ContentSource {
  return { kind, name, ...(items?.length ? { items } : {}), optional };
}

/** The kubelet's FsUserFrom (pkg/volume/util): the user that all containers run as, where they agree. */
function commonUser({ spec }: Pod): number | undefined {
  const userOf = ({ securityContext }: Container) =>
    securityContext?.runAsUser ?? spec.securityContext?.runAsUser;
  const users = new Set(allContainers(spec).map(userOf));
  return users.size === 1 ? [...users][0] : undefined;
}

/** Tokens that are one user's are given to it. */
export function givesFilesAway({ sources, owner }: VolumeContent): boolean {
  return owner !== undefined && sources.some(({ kind }) => kind === 'serviceAccountToken');
}
