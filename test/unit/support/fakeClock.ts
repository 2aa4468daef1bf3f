import type { Clock } from '../../../src/engine/supervise/clock';

/** Resolves when everything that only waits for promises has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Holds whoever waits for `opened` until it is opened. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

export interface FakeClock extends Clock {
  /** Lets so much time pass: every call that is due is made at its moment, one after the other. */
  advance(ms: number): Promise<void>;
  /** Calls that are still to come, but those by which a pod's record is written a moment after the last event. */
  readonly pending: number;
}

const recordMs = 200;

/** A clock that stands still until a test moves it. It begins at seven o'clock of `at(0)`. */
export function fakeClock(): FakeClock {
  let time = Date.parse('2026-11-20T07:00:00Z');
  const timers = new Set<{ at: number; call: () => void }>();
  return {
    now: () => time,
    after: (ms, call) => {
      const timer = { at: time + ms, call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    get pending() {
      return [...timers].filter(({ at }) => at > time + recordMs).length;
    },
    advance: async (ms) => {
      const end = time + ms;
      for (;;) {
        await settled();
        const [next] = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers.delete(next);
        time = Math.max(time, next.at);
        next.call();
      }
      time = end;
    },
  };
}
