import type { PodRuntime } from '../runtime/podRuntime';
import type { Clock } from './clock';

/**
 * The daemon's time, as far as it is known: with it everything is compared that Docker has written (starts, ends, ages).
 * A daemon on another machine, or in a virtual one that has slept, may have another time than this machine. While there
 * is no connection it is that of the last one.
 */
export function dockerClock(clock: Clock, runtime: PodRuntime): Clock {
  let offsetMs = 0;
  return {
    now: () => {
      const { connection } = runtime;
      if (connection.status === 'connected') offsetMs = connection.facts.clockOffsetMs ?? 0;
      return clock.now() + offsetMs;
    },
    after: (ms, call) => clock.after(ms, call),
  };
}
