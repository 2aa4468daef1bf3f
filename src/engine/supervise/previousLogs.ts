import { EngineError } from '../model/engineError';
import { type PodSnapshot, podKeyString } from '../model/podSnapshot';
import type { LogLine, LogOptions, PodRuntime } from '../runtime/podRuntime';

/**
 * What a container wrote before it last ended, to its end: of the attempt that its status calls the last, as
 * `kubectl logs --previous`. Throws EngineError `no-previous-attempt`.
 */
export async function* previousLogs(
  runtime: PodRuntime,
  { metadata, status }: PodSnapshot,
  container: string,
  { tail, signal }: Pick<LogOptions, 'tail' | 'signal'>,
): AsyncGenerator<LogLine> {
  const statuses = [...(status.initContainerStatuses ?? []), ...status.containerStatuses];
  const last = statuses.find(({ name }) => name === container)?.lastState?.terminated;
  if (!last) throw new EngineError('no-previous-attempt', { container, pod: podKeyString(metadata) });
  yield* runtime.containerLogs(last.containerID.replace('docker://', ''), {
    follow: false,
    ...(tail === undefined ? {} : { tail }),
    ...(signal ? { signal } : {}),
  });
}
