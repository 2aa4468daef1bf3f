import type { Clock } from '../../../src/engine/supervise/clock';

export interface SkippingClock extends Clock {
  /** So many milliseconds pass at once. */
  skip(ms: number): void;
}

/** The system's clock, which can be put forward: what waits longer than a test may is waited for in an instant. */
export function skippingClock(): SkippingClock {
  let skipped = 0;
  const now = () => Date.now() + skipped;
  /** Put the timers of all that waits to what is left. */
  const arms = new Set<() => void>();
  return {
    now,
    after: (ms, call) => {
      const due = now() + ms;
      let timer: NodeJS.Timeout | undefined;
      const cancel = () => {
        clearTimeout(timer);
        arms.delete(arm);
      };
      const arm = () => {
        clearTimeout(timer);
        timer = setTimeout(
          () => {
            cancel();
            call();
          },
          Math.max(0, due - now()),
        );
      };
      arms.add(arm);
      arm();
      return cancel;
    },
    skip: (ms) => {
      skipped += ms;
      for (const arm of arms) arm();
    },
  };
}
