import type { Container, ImagePullPolicy, Pod, RestartPolicy } from '../model/pod';
import type { PodKey } from '../model/podSnapshot';
import { mountsOf } from './mounts';
import { labels, ownershipLabels } from './names';
import { needsSandbox } from './needsSandbox';
import type { ContainerConfig, ContainerRole, MountConfig, PlanContext, PlannedContainer } from './podPlan';
import { containerResources, podCgroup } from './resources';
import { linuxSecurity } from './security';
import { hashOf } from './specHash';

/** One container of the pod as far as it is known before anything runs. Throws EngineError `host-path-relative`. */
export function planContainer(
  pod: Pod,
  container: Container,
  role: ContainerRole,
  key: PodKey,
  uid: string,
  context: PlanContext,
): PlannedContainer {
  const { cgroupParent } = podCgroup(pod, uid, context);
  const config: Omit<ContainerConfig, 'envs' | 'labels' | 'specHash'> = {
    name: container.name,
    image: container.image,
    ...(container.command?.length ? { command: container.command } : {}),
    ...(container.args?.length ? { args: container.args } : {}),
    ...(container.workingDir ? { workingDir: container.workingDir } : {}),
    mounts: mountsOf(container, pod, key, uid, context),
    pidNamespace: pod.spec.hostPID ? 'NODE' : pod.spec.shareProcessNamespace ? 'POD' : 'CONTAINER',
    hostIPC: pod.spec.hostIPC ?? false,
    stdin: container.stdin ?? false,
    stdinOnce: container.stdinOnce ?? false,
    tty: container.tty ?? false,
    security: linuxSecurity(pod, container, context.facts),
    resources: containerResources(pod, container, role, context.facts),
    ...(container.lifecycle?.stopSignal ? { stopSignal: container.lifecycle.stopSignal } : {}),
    ...(cgroupParent ? { cgroupParent } : {}),
    ...(context.runtime ? { runtime: context.runtime } : {}),
  };
  const specHash = hashOf(container);
  return {
    name: container.name,
    role,
    spec: container,
    restartPolicy: restartPolicyOf(pod, container, role),
    restartPolicyRules: container.restartPolicyRules ?? [],
    needsSandbox: needsSandbox(container) || config.mounts.some(waitsForHostPath),
    specHash,
    config: {
      ...config,
      specHash,
      labels: {
        ...ownershipLabels(key, uid),
        [labels.dockerType]: 'container',
        [labels.containerName]: container.name,
        [labels.specHash]: specHash,
        ...programLabels(container),
        [labels.terminationMessagePath]: container.terminationMessagePath || '/dev/termination-log',
        [labels.terminationMessagePolicy]: container.terminationMessagePolicy || 'File',
      },
    },
  };
}

function programLabels({ command: [command] = [], args: [args] = [] }: Container): Record<string, string> {
  return {
    ...(command?.includes('$(') ? { [labels.command]: command } : {}),
    ...(args?.includes('$(') ? { [labels.args]: args } : {}),
  };
}

/** The path is looked at, or made, before Docker is asked to mount it. */
function waitsForHostPath(mount: MountConfig): boolean {
  return mount.kind === 'bind' && !mount.createDirectory;
}

/**
 * The policy that counts for one container: its own over the pod's; an init container of a pod with Always is retried
 * until it succeeds, and not again. Rule: https://kubernetes.io/docs/concepts/workloads/pods/init-containers/
 */
function restartPolicyOf(pod: Pod, container: Container, role: ContainerRole): RestartPolicy {
  const policy = container.restartPolicy ?? pod.spec.restartPolicy ?? 'Always';
  return role === 'init' && policy === 'Always' ? 'OnFailure' : policy;
}

/**
 * Always for `:latest` and for no tag, else IfNotPresent; a digest pins the content, so it is IfNotPresent, too.
 * Rule: https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting
 */
export function defaultPullPolicy(image: string): ImagePullPolicy {
  if (image.includes('@')) return 'IfNotPresent';
  const tag = /:([^:/]+)$/.exec(image)?.[1] ?? 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}
