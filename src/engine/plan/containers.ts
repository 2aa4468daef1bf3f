import type { Container, ImagePullPolicy, Pod, RestartPolicy } from '../model/pod';
import type { PodKey } from '../model/podSnapshot';
import { cgroupParent, labels, ownershipLabels } from './names';
import { needsSandbox } from './needsSandbox';
import type { ContainerConfig, ContainerRole, PlanContext, PlannedContainer } from './podPlan';
import { linuxResources } from './resources';
import { linuxSecurity } from './security';
import { hashOf } from './specHash';
import { mountsOf } from './volumes';

/** One container of the pod as far as it is known before anything runs. Throws EngineError `host-path-relative`. */
export function planContainer(
  pod: Pod,
  container: Container,
  role: ContainerRole,
  key: PodKey,
  uid: string,
  context: PlanContext,
): PlannedContainer {
  const parent = cgroupParent(uid, context.facts.cgroupDriver);
  const config: Omit<ContainerConfig, 'envs' | 'labels' | 'specHash'> = {
    name: container.name,
    image: container.image,
    ...(container.command?.length ? { command: container.command } : {}),
    ...(container.args?.length ? { args: container.args } : {}),
    ...(container.workingDir ? { workingDir: container.workingDir } : {}),
    mounts: mountsOf(container, pod.spec.volumes ?? [], key, uid, context),
    pidNamespace: pod.spec.hostPID ? 'NODE' : pod.spec.shareProcessNamespace ? 'POD' : 'CONTAINER',
    hostIPC: pod.spec.hostIPC ?? false,
    stdin: container.stdin ?? false,
    stdinOnce: container.stdinOnce ?? false,
    tty: container.tty ?? false,
    security: linuxSecurity(pod, container, context.facts),
    resources: linuxResources(container.resources),
    ...(container.lifecycle?.stopSignal ? { stopSignal: container.lifecycle.stopSignal } : {}),
    ...(parent ? { cgroupParent: parent } : {}),
    ...(context.runtime ? { runtime: context.runtime } : {}),
  };
  const specHash = hashOf({ ...config, env: container.env, envFrom: container.envFrom });
  return {
    name: container.name,
    role,
    spec: container,
    restartPolicy: restartPolicyOf(pod, container, role),
    restartPolicyRules: container.restartPolicyRules ?? [],
    needsSandbox: needsSandbox(container),
    specHash,
    config: {
      ...config,
      specHash,
      labels: {
        ...ownershipLabels(key, uid),
        [labels.dockerType]: 'container',
        [labels.containerName]: container.name,
        [labels.specHash]: specHash,
        [labels.terminationMessagePath]: container.terminationMessagePath || '/dev/termination-log',
        [labels.terminationMessagePolicy]: container.terminationMessagePolicy || 'File',
      },
    },
  };
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
