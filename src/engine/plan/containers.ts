import type { Container, ImagePullPolicy, Pod } from '../model/pod';
import type { PodKey } from '../model/podSnapshot';
import { environmentOf } from './env';
import { expand } from './expand';
import { cgroupParent, labels, ownershipLabels } from './names';
import type { ContainerConfig, PlanContext } from './podPlan';
import { linuxResources } from './resources';
import { linuxSecurity } from './security';
import { hashOf } from './specHash';
import { mountsOf } from './volumes';

/** One container of the pod as the runtime will be asked for it. Throws EngineError `host-path-relative`. */
export function containerConfig(
  pod: Pod,
  container: Container,
  key: PodKey,
  uid: string,
  context: PlanContext,
): ContainerConfig {
  const values = environmentOf(container.env);
  const parent = cgroupParent(uid, context.facts.cgroupDriver);
  const config: Omit<ContainerConfig, 'labels' | 'specHash'> = {
    name: container.name,
    image: container.image,
    imagePullPolicy: container.imagePullPolicy ?? defaultPullPolicy(container.image),
    ...(container.command?.length ? { command: container.command.map((word) => expand(word, values)) } : {}),
    ...(container.args?.length ? { args: container.args.map((word) => expand(word, values)) } : {}),
    ...(container.workingDir ? { workingDir: container.workingDir } : {}),
    envs: [...values].map(([name, value]) => ({ name, value })),
    mounts: mountsOf(container, pod.spec.volumes ?? [], key, uid, context.manifestDirectory),
    pidNamespace: pod.spec.hostPID ? 'NODE' : pod.spec.shareProcessNamespace ? 'POD' : 'CONTAINER',
    hostIPC: pod.spec.hostIPC ?? false,
    stdin: container.stdin ?? false,
    stdinOnce: container.stdinOnce ?? false,
    tty: container.tty ?? false,
    security: linuxSecurity(pod, container),
    resources: linuxResources(container.resources),
    ...(parent ? { cgroupParent: parent } : {}),
    ...(context.runtime ? { runtime: context.runtime } : {}),
  };
  const specHash = hashOf(config);
  return {
    ...config,
    specHash,
    labels: {
      ...ownershipLabels(key, uid),
      [labels.dockerType]: 'container',
      [labels.containerName]: container.name,
      [labels.specHash]: specHash,
    },
  };
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
