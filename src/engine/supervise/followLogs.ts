import type { PodKey } from '../model/podSnapshot';
import { newestOf, type ObservedPod } from '../observe/observedPod';
import type { LogLine, PodRuntime } from '../runtime/podRuntime';

export interface LogSource {
  runtime: PodRuntime;
  observed: () => ObservedPod | undefined;
  /** Resolves at the next change of the pod; at once when the signal is aborted. */
  nextChange: (key: PodKey, signal?: AbortSignal) => Promise<void>;
}

/**
 * A container's output over its attempts: the newest one as far as `tail` says, and, while followed, every later one
 * from its beginning. Ends when the pod is gone, or by the signal.
 */
export async function* followLogs(
  source: LogSource,
  key: PodKey,
  name: string,
  options: { follow: boolean; tail?: number; signal?: AbortSignal },
): AsyncGenerator<LogLine> {
  const { follow, tail, signal } = options;
  let shown: string | undefined;
  for (;;) {
    const observed = source.observed();
    const newest = newestOf(observed, name);
    if (newest && newest.id !== shown && newest.startedAt) {
      const first = shown === undefined;
      shown = newest.id;
      yield* source.runtime.containerLogs(newest.id, {
        follow,
        ...(first && tail !== undefined ? { tail } : {}),
        ...(signal ? { signal } : {}),
      });
    } else {
      if (!follow || !observed || signal?.aborted) return;
      await source.nextChange(key, signal);
    }
    if (!follow || signal?.aborted) return;
  }
}
