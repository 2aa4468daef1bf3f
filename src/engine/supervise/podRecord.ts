import type { NewEvent, PodEvent } from '../model/podEvent';

/** What happened to a pod, kept with it: events, newest last. */
export class PodRecord {
  readonly #events: PodEvent[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  record({ container, ...event }: NewEvent): void {
    const time = new Date(this.#now()).toISOString();
    this.#events.push({
      ...event,
      ...(container ? { fieldPath: `spec.containers{${container}}` } : {}),
      count: 1,
      firstTimestamp: time,
      lastTimestamp: time,
    });
  }

  async events(): Promise<PodEvent[]> {
    return [...this.#events];
  }
}
