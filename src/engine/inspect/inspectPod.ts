import type { NamespaceReport } from '../model/namespaceReport';
import type { PodSnapshot } from '../model/podSnapshot';
import type { ContainerState } from '../model/podStatus';
import { newestOf, type ObservedPod, sandboxOf } from '../observe/observedPod';
import type { PodRuntime } from '../runtime/podRuntime';
import { type MemberProcess, namespaceReads, namespaceReport } from './namespaceReport';

/** Reads the pod's namespaces from the kernel, now, in one round trip. Throws EngineError `probe-unavailable`. */
export async function inspectPod(
  runtime: PodRuntime,
  snapshot: PodSnapshot,
  observed: ObservedPod | undefined,
): Promise<NamespaceReport> {
  const sandbox = sandboxOf(observed);
  const members: MemberProcess[] = sandbox?.pid ? [{ role: 'sandbox', name: 'POD', pid: sandbox.pid }] : [];
  const absent: NamespaceReport['absent'] = [];
  if (!sandbox?.pid) absent.push({ name: 'POD', reason: 'Terminated' });
  const { initContainerStatuses = [], containerStatuses } = snapshot.status;
  const isGoing = snapshot.desired === 'Removed' || !sandbox;
  // An init container that is through has no namespaces, and is not missed.
  const begun = initContainerStatuses.filter(({ state }) => !state.terminated);
  for (const { name, state } of [...begun, ...containerStatuses]) {
    const pid = newestOf(observed, name)?.pid;
    if (pid) members.push({ role: 'container', name, pid });
    else absent.push({ name, reason: reasonOf(state, isGoing) });
  }
  const { name, namespace, uid } = snapshot.metadata;
  const subject = { pod: { name, namespace, uid }, members, absent, takenAt: new Date().toISOString() };
  const readings = members.length ? await runtime.readHost(namespaceReads(members)) : [];
  return namespaceReport(subject, readings);
}

/** Of a pod that is going nothing is on its way. */
function reasonOf({ waiting, terminated }: ContainerState, isGoing: boolean): string {
  return terminated?.reason ?? (isGoing ? 'Terminated' : (waiting?.reason ?? 'Unknown'));
}
