import type { PublishedPort } from '../../model/podSnapshot';
import type { PlanReason, PodPlan } from '../podPlan';
import { present } from './present';
import { resourceReasons } from './resourceReasons';

type Plan = Omit<PodPlan, 'reasons'>;
const subject = 'sandbox';

/** What the sandbox is asked for: the namespaces, names and ports of the pod, and the pod's own limits. */
export function sandboxReasons(plan: Plan): PlanReason[] {
  const { sandbox, pod } = plan;
  return [
    {
      subject,
      what: `container from ${sandbox.image}`,
      why: 'holds the namespaces of the pod, so that containers can come and go',
    },
    ...namespaceReasons(plan),
    ...fileReasons(plan),
    ...sandbox.portMappings.map((port) => ({
      subject,
      what: `publish ${port.hostIP}:${port.hostPort} to ${port.containerPort}/${port.protocol}`,
      why: 'a hostPort is published; the sandbox holds the network, so it holds the ports',
      ...pathOfPort(plan, port),
    })),
    ...(pod.spec.securityContext?.sysctls ?? []).map(({ name, value }, index) => ({
      subject,
      what: `sysctl ${name} = ${value}`,
      why: 'it belongs to the namespaces of the pod',
      path: `spec.securityContext.sysctls[${index}]`,
    })),
    ...limitReasons(plan),
  ];
}

function namespaceReasons({ sandbox, pod }: Plan): PlanReason[] {
  return present([
    sandbox.hostNetwork
      ? { subject, what: "the host's network", why: 'asked for', path: 'spec.hostNetwork' }
      : {
          subject,
          what: `hostname ${sandbox.hostname}`,
          why: 'all containers of a pod see its hostname',
          path: pod.spec.hostnameOverride ? 'spec.hostnameOverride' : 'spec.hostname',
        },
    sandbox.hostIPC
      ? { subject, what: "the host's IPC namespace", why: 'asked for', path: 'spec.hostIPC' }
      : { subject, what: 'a shareable IPC namespace', why: 'containers of a pod share IPC and /dev/shm' },
    sandbox.runtime && {
      subject,
      what: `OCI runtime ${sandbox.runtime}`,
      why: pod.spec.runtimeClassName ? 'the runtime class' : 'the setting',
      ...(pod.spec.runtimeClassName ? { path: 'spec.runtimeClassName' } : {}),
    },
  ]);
}

/** The files that all containers of the pod see, because Docker mounts the sandbox's into them. */
function fileReasons({ sandbox, pod: { spec } }: Plan): PlanReason[] {
  const aliases = spec.hostAliases?.length ?? 0;
  const dns = 'there is no cluster DNS: Docker answers for pods of the namespace, the host for the rest';
  return present([
    {
      subject,
      what: `/etc/hosts ${sandbox.hostNetwork ? 'of the host' : 'as the kubelet writes it'}${aliases ? ', with the aliases below' : ''}`,
      why: aliases ? 'hostAliases' : 'programs find their own pod in it as on Kubernetes',
      ...(aliases ? { path: 'spec.hostAliases' } : {}),
    },
    spec.dnsPolicy === 'None'
      ? {
          subject,
          what: '/etc/resolv.conf of dnsConfig alone',
          why: 'dnsPolicy None',
          path: 'spec.dnsConfig',
        }
      : {
          subject,
          what: `/etc/resolv.conf of Docker${spec.dnsConfig ? ', merged with dnsConfig' : ''}`,
          why: sandbox.hostNetwork ? "the host's network has the host's DNS" : dns,
          path: spec.dnsConfig ? 'spec.dnsConfig' : 'spec.dnsPolicy',
        },
  ]);
}

function limitReasons(plan: Plan): PlanReason[] {
  const { sandbox, activeDeadlineSeconds, gracePeriodSeconds } = plan;
  return [
    ...present([
      sandbox.cgroupParent && {
        subject,
        what: `cgroup parent ${sandbox.cgroupParent}`,
        why: "all of the pod's containers stand under one cgroup",
      },
    ]),
    ...resourcesOfPod(plan),
    ...present([
      {
        subject,
        what: `${gracePeriodSeconds} s from the stop signal to SIGKILL`,
        why: 'the grace period of its containers',
        path: 'spec.terminationGracePeriodSeconds',
      },
      activeDeadlineSeconds !== undefined && {
        subject,
        what: `ended ${activeDeadlineSeconds} s after its start`,
        why: 'the engine keeps the deadline, init containers count in',
        path: 'spec.activeDeadlineSeconds',
      },
    ]),
  ];
}

/** Limits that stand in no field of the pod are the sum of its containers'. */
function resourcesOfPod({ sandbox: { podResources, cgroupParent }, pod: { spec } }: Plan): PlanReason[] {
  if (!podResources || !cgroupParent) return [];
  return resourceReasons(subject, 'spec.resources', podResources).map(({ path, ...reason }) => {
    const resource = path?.split('.').at(-1) ?? '';
    if (spec.resources?.limits?.[resource]) return { ...reason, ...(path ? { path } : {}) };
    return { ...reason, why: "the sum of its containers' limits, by the setting dockerPods.podLimits" };
  });
}

function pathOfPort({ pod: { spec } }: Plan, port: PublishedPort): { path?: string } {
  for (const list of ['containers', 'initContainers'] as const) {
    const at = (spec[list] ?? []).findIndex(({ name }) => name === port.containerName);
    const ports = spec[list]?.[at]?.ports ?? [];
    const index = ports.findIndex(
      ({ hostPort, protocol = 'TCP' }) => hostPort === port.hostPort && protocol === port.protocol,
    );
    if (index >= 0) return { path: `spec.${list}[${at}].ports[${index}].hostPort` };
  }
  return {};
}
