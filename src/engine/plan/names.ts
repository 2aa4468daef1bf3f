import { createHash } from 'node:crypto';
import type { DesiredState, PodKey } from '../model/podSnapshot';
import type { LinuxContainerResources } from './podPlan';

/** Labels other tools know from Kubernetes' own Docker runtime, and ours beside them. */
export const labels = {
  podName: 'io.kubernetes.pod.name',
  podNamespace: 'io.kubernetes.pod.namespace',
  podUid: 'io.kubernetes.pod.uid',
  containerName: 'io.kubernetes.container.name',
  dockerType: 'io.kubernetes.docker.type',
  sandboxId: 'io.kubernetes.sandbox.id',
  /** Whatever the engine creates carries this; it touches nothing that doesn't. */
  managed: 'dev.dockerpods.managed',
  component: 'dev.dockerpods.component',
  /** On a claim's volume: the claim's name. */
  claim: 'dev.dockerpods.claim',
  attempt: 'dev.dockerpods.attempt',
  specHash: 'dev.dockerpods.spec-hash',
  /** On the sandbox: the Pod as JSON, the manifest's URI and directory, when the pod was first asked for. */
  pod: 'dev.dockerpods.pod',
  source: 'dev.dockerpods.source',
  directory: 'dev.dockerpods.directory',
  createdAt: 'dev.dockerpods.created-at',
  /** When the first sandbox was made of those that follow on one order, by Docker's clock; on the later ones. */
  startTime: 'dev.dockerpods.start-time',
  /** The settings it was run with: another window may have others. */
  runtime: 'dev.dockerpods.runtime',
  hostIP: 'dev.dockerpods.host-ip',
  /** On the sandbox of a hostNetwork pod, which has no address of its own: the host's. */
  nodeIP: 'dev.dockerpods.node-ip',
  settings: 'dev.dockerpods.settings',
  /** The first word of command and of args, where it has variables: Docker's errors have their values in it. */
  command: 'dev.dockerpods.command',
  args: 'dev.dockerpods.args',
  /** As the kubelet's Docker runtime wrote them. */
  terminationMessagePath: 'io.kubernetes.container.terminationMessagePath',
  terminationMessagePolicy: 'io.kubernetes.container.terminationMessagePolicy',
} as const;

/**
 * A pod's uid is made from its namespace and name, so that two windows that run one pod at one moment ask Docker for
 * the same names, and the second is refused: the name is the lock. (The kubelet names static pods the same way, by a
 * hash.) Shaped as an RFC 9562 version 8 UUID.
 */
export function podUid(key: PodKey): string {
  const hex = createHash('sha256').update(`docker-pods/${key.namespace}/${key.name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const desiredSuffix: Record<DesiredState, string> = { Running: '', Stopped: '_stopped', Removed: '_removed' };

/** What somebody wants of a pod, as the name of its sandbox says it: the one thing of a container that Docker lets change. */
export interface SandboxWord {
  desired: DesiredState;
  /** Hash of the manifest that was applied to the pod since this sandbox was made; absent: none was. */
  applied?: string;
}

/**
 * `k8s_POD_<pod>_<namespace>_<uid>_<attempt>`; suffixes say which manifest was applied since, and what is wanted of the
 * pod when that is not Running.
 */
export function sandboxName(
  key: PodKey,
  uid: string,
  attempt: number,
  { desired, applied }: SandboxWord = { desired: 'Running' },
): string {
  const hash = applied ? `_${applied}` : '';
  return `k8s_POD_${key.name}_${key.namespace}_${uid}_${attempt}${hash}${desiredSuffix[desired]}`;
}

/** What the suffixes of a sandbox's name say. */
export function wordOfSandboxName(name: string): SandboxWord {
  const [, , , , , , ...suffixes] = name.split('_');
  const applied = suffixes.find((suffix) => /^[0-9a-f]{16}$/.test(suffix));
  const desired = suffixes.includes('removed')
    ? 'Removed'
    : suffixes.includes('stopped')
      ? 'Stopped'
      : 'Running';
  return { desired, ...(applied ? { applied } : {}) };
}

/** `k8s_<container>_<pod>_<namespace>_<uid>_<attempt>`, as cri-dockerd names them. */
export function containerName(name: string, key: PodKey, uid: string, attempt: number): string {
  return `k8s_${name}_${key.name}_${key.namespace}_${uid}_${attempt}`;
}

/** Docker's name of a pod's volume. */
export function volumeName(name: string, key: PodKey, uid: string): string {
  return `k8s_${name}_${key.name}_${key.namespace}_${uid}`;
}

/** Docker's name of the bridge that the pods of one Kubernetes namespace share. */
export function networkName(namespace: string): string {
  return `k8s_${namespace}`;
}

/**
 * The cgroup under which all of a pod's containers stand, by the daemon's driver. At the root, not below a directory
 * of ours: removing such a directory with the last pod would race with the start of the next.
 */
export function cgroupParent(uid: string, driver: 'cgroupfs' | 'systemd' | 'none'): string | undefined {
  // systemd reads `-` as a step down in the tree of slices: the kubelet writes `_` for it, too.
  if (driver === 'systemd') return `dockerpods_pod${uid.replaceAll('-', '_')}.slice`;
  return driver === 'cgroupfs' ? `/dockerpods-pod${uid}` : undefined;
}

/**
 * The cgroup inside a pod's that has limits of the pod as a whole. One is left behind with all that was written to it
 * until it is swept, so other limits are another cgroup.
 */
export function limitedCgroup(parent: string, limits: LinuxContainerResources): string {
  const hash = createHash('sha256').update(JSON.stringify(limits)).digest('hex').slice(0, 8);
  const slice = /^(.*)\.slice$/.exec(parent)?.[1];
  return slice ? `${slice}-limits_${hash}.slice` : `${parent}/limits-${hash}`;
}

/** Labels that say which pod a thing belongs to, and that it is ours. */
export function ownershipLabels(key: PodKey, uid: string): Record<string, string> {
  return {
    [labels.managed]: 'true',
    [labels.podName]: key.name,
    [labels.podNamespace]: key.namespace,
    [labels.podUid]: uid,
  };
}

/** Docker's name of a claim's volume: it belongs to no pod. */
export function claimVolumeName(namespace: string, claim: string): string {
  return `k8s_pvc_${namespace}_${claim}`;
}
