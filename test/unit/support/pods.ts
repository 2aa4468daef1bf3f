import { allContainers } from '../../../src/engine/model/allContainers';
import type { Container, Pod, PodSpec } from '../../../src/engine/model/pod';
import type { ObservedPod } from '../../../src/engine/observe/observedPod';
import { labels, podUid } from '../../../src/engine/plan/names';
import { planPod } from '../../../src/engine/plan/planPod';
import type { DaemonFacts, PlanContext, PodPlan } from '../../../src/engine/plan/podPlan';
import type { ContainerFacts } from '../../../src/engine/plan/resolveContainer';
import { hashOf, specHashOf } from '../../../src/engine/plan/specHash';
import type { RuntimeContainerStatus, SandboxStatus } from '../../../src/engine/runtime/podRuntime';

/** A daemon as `docker info` may show it. */
export const facts: DaemonFacts = {
  serverVersion: '28.5.2',
  apiVersion: '1.51',
  os: 'Debian GNU/Linux 12 (bookworm)',
  architecture: 'x86_64',
  cgroupDriver: 'cgroupfs',
  cgroupVersion: 2,
  rootless: false,
  runtimes: ['crun', 'runc'],
  defaultRuntime: 'runc',
  cpus: 8,
  memoryBytes: 2 ** 34,
  sandboxImage: 'docker-pods/sandbox:0',
  nodeName: 'node-1',
  nodeIP: '172.17.0.1',
  rootDir: '/var/lib/docker',
  securityOptions: ['apparmor', 'seccomp'],
};

/** What the first attempt of a container would find. */
export function containerFactsOf({ pod, uid }: PodPlan): ContainerFacts {
  return {
    pod,
    uid,
    daemon: facts,
    podIP: '172.18.0.2',
    hostIP: '172.18.0.1',
    objects: new Map(),
    image: { id: 'sha256:0', user: '' },
    files: new Map(),
    attempt: 0,
  };
}

export const key = { namespace: 'default', name: 'web' };

/** A pod `web` whose containers are named, or given in full. */
export function podOf(containers: (string | Container)[], spec: Partial<PodSpec> = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...key },
    spec: {
      containers: containers.map((container) =>
        typeof container === 'string' ? { name: container, image: 'busybox:1.37' } : container,
      ),
      ...spec,
    },
  };
}

export function planOf(pod: Pod, context: Partial<PlanContext> = {}): PodPlan {
  return planPod(pod, { facts, ...context });
}

/** A moment, as Docker writes it: so many seconds after seven. */
export function at(seconds: number): string {
  return new Date(Date.parse('2026-11-20T07:00:00Z') + seconds * 1000).toISOString();
}

/** A sandbox of `podOf` that runs since `at(1)`. */
export function sandboxStatus(pod: Pod, sketch: Partial<SandboxStatus> = {}): SandboxStatus {
  const attempt = sketch.attempt ?? 0;
  return {
    id: `sandbox-${attempt}`,
    key,
    uid: podUid(key),
    attempt,
    state: 'SANDBOX_READY',
    createdAt: at(0),
    startedAt: at(1),
    desired: 'Running',
    pid: 100,
    ip: '172.18.0.2',
    portMappings: [],
    labels: { [labels.pod]: JSON.stringify(pod), [labels.specHash]: specHashOf(pod) },
    specHash: specHashOf(pod),
    applied: false,
    ...sketch,
  };
}

/** The same, where every attempt is of the plan's entry of its container. */
export function ofPlan(plan: PodPlan, observed: ObservedPod | undefined): ObservedPod | undefined {
  const hashOfEntry = (name: string) => allContainers(plan).find((one) => one.name === name)?.specHash ?? '';
  return (
    observed && {
      ...observed,
      containers: observed.containers.map((one) => ({ ...one, specHash: hashOfEntry(one.name) })),
    }
  );
}

/** A container as `podOf` has it that runs since `at(2)` in sandbox 0. */
export function containerStatus(
  name: string,
  sketch: Partial<RuntimeContainerStatus> = {},
): RuntimeContainerStatus {
  const attempt = sketch.attempt ?? 0;
  return {
    id: `${name}-${attempt}`,
    name,
    key,
    uid: podUid(key),
    sandboxId: 'sandbox-0',
    attempt,
    state: 'CONTAINER_RUNNING',
    image: 'busybox:1.37',
    imageId: 'sha256:1',
    createdAt: at(0),
    startedAt: at(2),
    exitCode: 0,
    oomKilled: false,
    dockerRestarts: 0,
    pid: 101,
    specHash: hashOf({ name, image: 'busybox:1.37' }),
    ...sketch,
  };
}

/** A container that ended at `at(seconds)`. */
export function exited(
  name: string,
  exitCode: number,
  sketch: Partial<RuntimeContainerStatus> = {},
): RuntimeContainerStatus {
  return containerStatus(name, {
    state: 'CONTAINER_EXITED',
    finishedAt: at(10),
    exitCode,
    pid: 0,
    ...sketch,
  });
}

export function observedOf(
  sandboxes: SandboxStatus | SandboxStatus[],
  ...containers: RuntimeContainerStatus[]
): ObservedPod {
  const newestFirst = (a: { attempt: number }, b: { attempt: number }) => b.attempt - a.attempt;
  return {
    key,
    sandboxes: [sandboxes].flat().sort(newestFirst),
    containers: containers.sort(newestFirst),
  };
}
