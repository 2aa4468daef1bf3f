import type { NamespaceReport } from '../model/namespaceReport';
import type { PodSnapshot } from '../model/podSnapshot';
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
  for (const { name, state } of snapshot.status.containerStatuses) {
    const pid = newestOf(observed, name)?.pid;
    if (pid) members.push({ role: 'container', name, pid });
    else absent.push({ name, reason: state.waiting?.reason ?? state.terminated?.reason ?? 'Unknown' });
  }
  const { name, namespace, uid } = snapshot.metadata;
  const subject = { pod: { name, namespace, uid }, members, absent, takenAt: new Date().toISOString() };
  const readings = members.length ? await runtime.readHost(namespaceReads(members)) : [];
  return namespaceReport(subject, readings);
}
