import { readFileSync, readlinkSync } from 'node:fs';
import type Docker from 'dockerode';
import type { ContainerStatus } from '../../../../src/engine/model/podStatus';
import { cgroupFile, cgroupLayout, cgroupOfProcess } from '../cgroups';
import type { FaultPod } from './faultPods';
import { attemptOf, type FaultWorld, kept, nameOf, partsOf } from './faultWorld';

/**
 * What the pod lacks to be whole: by what the engine shows, by Docker, and by the kernel. Undefined where it is: it
 * has its uid, each of its containers runs once, ready, in the namespaces and the cgroup of the present sandbox and with
 * what was on its disk, the init containers are through, and no count of restarts has fallen.
 */
export async function whyNotWhole(world: FaultWorld, pod: FaultPod): Promise<string | undefined> {
  const shown = world.engine().pod(pod.key);
  if (!shown) return 'the engine knows of none';
  if (shown.metadata.uid !== pod.uid) return `its uid is ${shown.metadata.uid}`;
  const { phase, containerStatuses, initContainerStatuses = [] } = shown.status;
  if (phase !== 'Running') return `it is ${phase}`;
  const statuses = [...initContainerStatuses, ...containerStatuses];
  for (const status of statuses) {
    const why = pod.initial.includes(status.name) ? whyNotThrough(status) : whyNotReady(status);
    if (why) return `${status.name} ${why}`;
    // One that is through is not run again where its newest attempt is pruned away: its count is the one before.
    const before = pod.initial.includes(status.name) ? 0 : (pod.counts.get(status.name) ?? 0);
    if (status.restartCount < before)
      return `${status.name} had ${before} restarts, has ${status.restartCount}`;
  }
  const why = await whyNotWholeOnDocker(world, pod, statuses);
  if (!why) for (const { name, restartCount } of statuses) pod.counts.set(name, restartCount);
  return why;
}

/** As the kubelet, the engine takes one that has been pruned away for through where what comes after it runs. */
function whyNotThrough({ state }: ContainerStatus): string | undefined {
  if (state.running) return 'is running';
  return state.terminated && state.terminated.exitCode !== 0 ? 'has failed' : undefined;
}

function whyNotReady({ state, ready }: ContainerStatus): string | undefined {
  if (!state.running) return `does not run: ${JSON.stringify(state)}`;
  return ready ? undefined : 'is not ready';
}

async function whyNotWholeOnDocker(
  world: FaultWorld,
  pod: FaultPod,
  statuses: readonly ContainerStatus[],
): Promise<string | undefined> {
  const { docker } = world.daemon;
  const all = await partsOf(world, pod);
  const [newestSandbox] = all.filter((part) => nameOf(part) === 'POD');
  const up = all.filter(({ State }) => State === 'running' || State === 'paused' || State === 'restarting');
  const sandboxes = up.filter((part) => nameOf(part) === 'POD');
  if (sandboxes.length !== 1 || sandboxes[0] !== newestSandbox) return `${sandboxes.length} sandboxes run`;
  const inspected = await Promise.all(up.map(({ Id }) => docker.getContainer(Id).inspect()));
  const sandbox = inspected.find(({ Id }) => Id === newestSandbox?.Id);
  if (!sandbox?.State.Running || sandbox.State.Paused) return 'its sandbox is paused';
  for (const name of pod.running) {
    const own = up.filter((part) => nameOf(part) === name);
    if (own.length !== 1) return `${own.length} of ${name} run`;
    const [part] = own;
    if (part && attemptOf(part) !== Math.max(...all.filter((one) => nameOf(one) === name).map(attemptOf)))
      return `an old ${name} runs`;
    const shown = statuses.find((status) => status.name === name);
    if (shown?.containerID !== `docker://${part?.Id}`) return `another ${name} is shown than runs`;
    const container = inspected.find(({ Id }) => Id === part?.Id);
    if (!container?.State.Running || container.State.Paused) return `${name} is paused`;
    const why = await whyNotIn(world, pod, container, sandbox);
    if (why) return `${name} ${why}`;
  }
  return undefined;
}

/** By the kernel. */
async function whyNotIn(
  { daemon }: FaultWorld,
  { pod, uid }: FaultPod,
  container: Docker.ContainerInspectInfo,
  sandbox: Docker.ContainerInspectInfo,
): Promise<string | undefined> {
  const { Pid: pid } = container.State;
  const shared = ['net', 'ipc', ...(pod.spec.shareProcessNamespace ? ['pid'] : [])];
  const namespaceOf = (of: number, kind: string) => readlinkSync(`/proc/${of}/ns/${kind}`);
  const stale = shared.find((kind) => namespaceOf(pid, kind) !== namespaceOf(sandbox.State.Pid, kind));
  if (stale) return `is in a dead ${stale} namespace`;
  const inPod = (path: string) => readFileSync(`/proc/${pid}/root${path}`, 'utf8');
  if (inPod('/disk/kept') !== kept) return 'has lost what was on its disk';
  if (
    pod.spec.volumes?.some(({ configMap }) => configMap) &&
    container.Config.Labels['io.kubernetes.container.name'] === 'app'
  )
    if (inPod('/settings/greeting') !== 'hello') return 'lacks its ConfigMap';
  const layout = await cgroupLayout(daemon.docker);
  const cgroup = cgroupOfProcess(pid, 'memory', layout);
  if (!cgroup.includes(uid.replaceAll('-', layout.driver === 'systemd' ? '_' : '-')))
    return `is in ${cgroup}`;
  if (pod.spec.resources) {
    const file = layout.version === 2 ? 'memory.max' : 'memory.limit_in_bytes';
    const limit = cgroupFile(cgroup.slice(0, cgroup.lastIndexOf('/')), 'memory', file, layout);
    if (limit !== String(64 * 2 ** 20)) return `has a limit of ${limit}`;
  }
  return undefined;
}
