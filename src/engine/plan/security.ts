import { EngineError } from '../model/engineError';
import type { Container, Pod, SharedSecurityContext } from '../model/pod';
import type { DaemonFacts, LinuxContainerSecurity, PlannedContainer } from './podPlan';

/**
 * The security settings of one container, its own over the pod's, as far as its image and the files beside the manifest
 * do not decide: `resolveSecurity` adds those. Throws EngineError `apparmor-missing`.
 * Rule: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
 */
export function linuxSecurity(pod: Pod, container: Container, daemon: DaemonFacts): LinuxContainerSecurity {
  const own = container.securityContext ?? {};
  const { fsGroup, supplementalGroups = [] } = pod.spec.securityContext ?? {};
  const privileged = own.privileged ?? false;
  return {
    supplementalGroups: [...(fsGroup === undefined ? [] : [fsGroup]), ...supplementalGroups],
    privileged,
    noNewPrivileges: own.allowPrivilegeEscalation === false,
    readonlyRootfs: own.readOnlyRootFilesystem ?? false,
    ...capabilitiesOf(own.capabilities),
    ...(seccompType(pod, container) === 'Unconfined' ? { seccomp: 'unconfined' } : {}),
    ...apparmorOf(pod, container, daemon),
    selinuxLabels: selinuxLabels(pod, container, daemon),
    unmaskedProc: own.procMount === 'Unmasked',
  };
}

/** The container's own setting, or the pod's. */
export function effective<K extends keyof SharedSecurityContext>(
  { spec }: Pod,
  { securityContext }: Container,
  field: K,
): SharedSecurityContext[K] | undefined {
  return securityContext?.[field] ?? spec.securityContext?.[field];
}

/**
 * Names without `CAP_`, in capitals. A drop wins over an add, as in the CRI's runtimes; at Docker an add would win, and
 * `ALL` on both sides would add all.
 */
function capabilitiesOf({
  add = [],
  drop = [],
}: {
  add?: string[];
  drop?: string[];
} = {}): Pick<LinuxContainerSecurity, 'addCapabilities' | 'dropCapabilities'> {
  const plain = (name: string) => name.toUpperCase().replace(/^CAP_/, '');
  const dropCapabilities = [...new Set(drop.map(plain))];
  const dropped = new Set(dropCapabilities);
  return {
    addCapabilities: [...new Set(add.map(plain))].filter((name) => !dropped.has(name)),
    dropCapabilities,
  };
}

/**
 * What kind of seccomp profile the container gets: none at all where nothing is said, unlike Docker, and none for a
 * privileged one whatever is said. Rule: https://kubernetes.io/docs/reference/node/seccomp/
 */
export function seccompType(pod: Pod, container: Container): 'RuntimeDefault' | 'Unconfined' | 'Localhost' {
  if (container.securityContext?.privileged) return 'Unconfined';
  return effective(pod, container, 'seccompProfile')?.type ?? 'Unconfined';
}

/** The file with the container's seccomp profile, as the manifest names it; undefined where it wants none. */
export function seccompFile(pod: Pod, container: Container): string | undefined {
  if (seccompType(pod, container) !== 'Localhost') return undefined;
  return effective(pod, container, 'seccompProfile')?.localhostProfile ?? '';
}

/** Docker's default profile, where it has any, is what Kubernetes calls RuntimeDefault and takes where nothing is said. */
function apparmorOf(pod: Pod, container: Container, daemon: DaemonFacts): { apparmor?: string } {
  const profile = effective(pod, container, 'appArmorProfile');
  const there = daemon.securityOptions.includes('apparmor');
  if (profile?.type === 'Localhost') {
    const name = profile.localhostProfile ?? '';
    if (!there) throw new EngineError('apparmor-missing', { container: container.name, profile: name });
    return { apparmor: name };
  }
  return there && profile?.type === 'Unconfined' ? { apparmor: 'unconfined' } : {};
}

/** Without SELinux the options have no effect, as on a node of Kubernetes without it. */
function selinuxLabels(pod: Pod, container: Container, daemon: DaemonFacts): string[] {
  const options = effective(pod, container, 'seLinuxOptions');
  if (!options || !daemon.securityOptions.includes('selinux')) return [];
  const parts = ['user', 'role', 'type', 'level'] as const;
  return parts.flatMap((part) => (options[part] ? [`${part}:${options[part]}`] : []));
}

/** What they depend on that only the moment of a container's creation knows; see ContainerFacts. */
export interface SecurityFacts {
  pod: Pod;
  image: { user: string; groups?: number[] };
  seccompProfile?: string;
}

/** The settings of one attempt, complete. Throws EngineError `runs-as-root`, `user-not-numeric`. */
export function resolveSecurity(
  { spec, config }: PlannedContainer,
  { pod, image, seccompProfile }: SecurityFacts,
): LinuxContainerSecurity {
  const imageUser = userOf(image.user);
  checkNonRoot(pod, spec, imageUser);
  const [primary = 0, ...memberOf] = image.groups ?? [];
  const group = effective(pod, spec, 'runAsGroup');
  const merged = group !== undefined && !isStrict(pod) ? memberOf : [];
  return {
    ...config.security,
    ...dockerUser(
      effective(pod, spec, 'runAsUser'),
      group ?? (isStrict(pod) ? primary : undefined),
      imageUser,
      image.user,
    ),
    supplementalGroups: [...new Set([...config.security.supplementalGroups, ...merged])],
    ...(seccompProfile === undefined ? {} : { seccomp: seccompProfile }),
  };
}

/**
 * The user whose groups in the image must be known, because Docker would not do as Kubernetes does by itself: it takes
 * a user's groups from /etc/group exactly where it is given no group. Undefined where that is what is wanted.
 * Rule: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#supplementalgroupspolicy
 */
export function userOfWantedGroups(pod: Pod, container: Container, imageUser: string): string | undefined {
  const hasGroup = effective(pod, container, 'runAsGroup') !== undefined;
  if (hasGroup === isStrict(pod)) return undefined;
  return String(effective(pod, container, 'runAsUser') ?? (userOf(imageUser) || 0));
}

function isStrict({ spec }: Pod): boolean {
  return spec.securityContext?.supplementalGroupsPolicy === 'Strict';
}

/** The kubelet takes the user from an image's `user:group` and leaves the group (kubernetes/kubernetes#93666). */
function userOf(imageUser: string): string {
  return imageUser.split(':', 1)[0] ?? '';
}

/** Absent where Docker's own choice, the image's user, is the right one. */
function dockerUser(
  runAsUser: number | undefined,
  group: number | undefined,
  imageUser: string,
  configured: string,
): { user?: string } {
  if (group !== undefined) return { user: `${runAsUser ?? (imageUser || 0)}:${group}` };
  if (runAsUser !== undefined) return { user: String(runAsUser) };
  return imageUser === configured ? {} : { user: imageUser || '0' };
}

/** As the kubelet's verifyRunAsNonRoot: an image's user by name might be root. */
function checkNonRoot(pod: Pod, container: Container, imageUser: string): void {
  if (!effective(pod, container, 'runAsNonRoot')) return;
  const about = { container: container.name, image: container.image };
  const user = effective(pod, container, 'runAsUser') ?? (imageUser || 0);
  if (!/^\d+$/.test(String(user)))
    throw new EngineError('user-not-numeric', { ...about, user: String(user) });
  if (Number(user) === 0) throw new EngineError('runs-as-root', about);
}
