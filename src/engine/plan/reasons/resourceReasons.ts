import type { LinuxContainerResources, PlanReason } from '../podPlan';
import { present } from './present';

/** The limits of a container, or of the pod as a whole; `path` is that of its `resources`. */
export function resourceReasons(
  subject: string,
  path: string,
  { memoryLimitInBytes, cpuQuota, cpuPeriod, oomScoreAdj, devices = [] }: LinuxContainerResources,
): PlanReason[] {
  return present([
    memoryLimitInBytes && {
      subject,
      what: `memory ${memoryLimitInBytes} bytes, no swap beyond it`,
      why: 'the memory limit',
      path: `${path}.limits.memory`,
    },
    cpuQuota && {
      subject,
      what: `cpu quota ${cpuQuota} of ${cpuPeriod} µs`,
      why: 'the cpu limit',
      path: `${path}.limits.cpu`,
    },
    oomScoreAdj !== undefined && {
      subject,
      what: `oom_score_adj ${oomScoreAdj}`,
      why: "whom the kernel ends first when the machine runs out of memory, by the pod's QoS class",
      path,
    },
    ...devices.map(({ driver, count }) => ({
      subject,
      what: `${count < 0 ? 'all' : count} devices of ${driver}`,
      why: 'the limit of an extended resource',
      path: `${path}.limits`,
    })),
  ]);
}
