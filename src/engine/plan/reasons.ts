import type { PlannedContainer, PlanReason, PodPlan } from './podPlan';
import { isEmptyDir } from './volumes';

/** Says of each request in the plan what it is and why: the reader's companion to the configs. */
export function reasonsOf(plan: Omit<PodPlan, 'reasons'>): PlanReason[] {
  const { sandbox } = plan;
  return [
    ...(sandbox.network
      ? [
          {
            subject: 'network',
            what: `bridge network ${sandbox.network}`,
            why: 'the pods of one namespace reach each other by name on it; it is made once and kept while they live',
            path: 'metadata.namespace',
          },
        ]
      : []),
    ...sandbox.volumes.map(({ name, volumeName, tmpfs }) => ({
      subject: `volume ${name}`,
      what: `volume ${volumeName}${tmpfs ? ' on tmpfs' : ''}`,
      why: 'an emptyDir lives as long as the pod, longer than any of its containers',
      path: `spec.volumes[${indexOf(plan, name)}]`,
    })),
    ...refusedVolumes(plan),
    ...sandboxReasons(plan),
    ...plan.containers.flatMap((container, index) => containerReasons(plan, container, index)),
  ];
}

function refusedVolumes({ pod }: Omit<PodPlan, 'reasons'>): PlanReason[] {
  return (pod.spec.volumes ?? []).flatMap((volume, index) =>
    volume.hostPath || isEmptyDir(volume)
      ? []
      : [
          {
            subject: `volume ${volume.name}`,
            what: 'nothing',
            why: 'its source is not supported: a pod with it is not run',
            path: `spec.volumes[${index}]`,
          },
        ],
  );
}

function sandboxReasons({ sandbox }: Omit<PodPlan, 'reasons'>): PlanReason[] {
  const subject = 'sandbox';
  return [
    {
      subject,
      what: `container from ${sandbox.image}`,
      why: 'holds the namespaces of the pod, so that containers can come and go',
    },
    sandbox.hostNetwork
      ? { subject, what: "the host's network", why: 'asked for', path: 'spec.hostNetwork' }
      : {
          subject,
          what: `hostname ${sandbox.hostname}`,
          why: 'all containers of a pod see its hostname',
          path: 'spec.hostname',
        },
    sandbox.hostIPC
      ? { subject, what: "the host's IPC namespace", why: 'asked for', path: 'spec.hostIPC' }
      : { subject, what: 'a shareable IPC namespace', why: 'containers of a pod share IPC and /dev/shm' },
    ...sandbox.portMappings.map((port) => ({
      subject,
      what: `publish ${port.hostIP}:${port.hostPort} to ${port.containerPort}/${port.protocol}`,
      why: 'a hostPort is published; the sandbox holds the network, so it holds the ports',
      path: 'spec.containers[].ports[].hostPort',
    })),
    ...(sandbox.cgroupParent
      ? [
          {
            subject,
            what: `cgroup parent ${sandbox.cgroupParent}`,
            why: "all of the pod's containers stand under one cgroup",
          },
        ]
      : []),
  ];
}

function containerReasons(
  plan: Omit<PodPlan, 'reasons'>,
  { name, config: container }: PlannedContainer,
  index: number,
): PlanReason[] {
  const subject = `container ${name}`;
  const path = `spec.containers[${index}]`;
  const { resources } = container;
  return [
    {
      subject,
      what: `container from ${container.image} in the sandbox's network and IPC namespaces`,
      why: 'containers of a pod reach each other on localhost',
      path,
    },
    ...(container.pidNamespace === 'POD'
      ? [
          {
            subject,
            what: "the sandbox's PID namespace",
            why: 'asked for',
            path: 'spec.shareProcessNamespace',
          },
        ]
      : []),
    ...(container.pidNamespace === 'NODE'
      ? [{ subject, what: "the host's PID namespace", why: 'asked for', path: 'spec.hostPID' }]
      : []),
    ...(resources.memoryLimitInBytes
      ? [
          {
            subject,
            what: `memory ${resources.memoryLimitInBytes} bytes, no swap beyond it`,
            why: 'the memory limit',
            path: `${path}.resources.limits.memory`,
          },
        ]
      : []),
    ...(resources.cpuQuota
      ? [
          {
            subject,
            what: `cpu quota ${resources.cpuQuota} of ${resources.cpuPeriod} µs`,
            why: 'the cpu limit',
            path: `${path}.resources.limits.cpu`,
          },
        ]
      : []),
    {
      subject,
      what: 'no restart policy at Docker',
      why: `the engine restarts it by restartPolicy ${plan.restartPolicy}: as a new attempt, with back-off`,
      path: 'spec.restartPolicy',
    },
  ];
}

function indexOf(plan: Omit<PodPlan, 'reasons'>, volume: string): number {
  return (plan.pod.spec.volumes ?? []).findIndex(({ name }) => name === volume);
}
