import type { Clock } from './clock';

/** Waits for the work to end, however that goes, but no longer than the milliseconds given. */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  let cancel: () => void = () => undefined;
  const timeIsUp = new Promise<void>((resolve) => {
    cancel = clock.after(ms, resolve);
  });
  await Promise.race([work.catch(() => undefined), timeIsUp]);
  cancel();
}
