import { newestOf, type ObservedPod } from '../observe/observedPod';
import type { WaitingNotes } from '../observe/podStatus';
import { type BackOff, backOffBehind, nextBackOff } from './backOff';
import type { ContainerStart, PodActions } from './computePodActions';

/** What a pod's restarts have come to: how long each container waits after its next end, and why it waits now. */
export class Restarts {
  readonly #backOffs = new Map<string, BackOff>();
  /** Of each container the newest attempt whose start is in its back-off. */
  readonly #counted = new Map<string, number>();
  readonly #notes = new Map<string, { reason: string; message?: string }>();

  get backOffs(): ReadonlyMap<string, BackOff> {
    return this.#backOffs;
  }

  get notes(): WaitingNotes {
    return this.#notes;
  }

  /** Somebody asked for the pod: it begins anew. */
  clear(): void {
    this.#backOffs.clear();
    this.#counted.clear();
    this.#notes.clear();
  }

  /** These are started once more at `now` (ms). */
  count(starts: readonly ContainerStart[], observed: ObservedPod, now: number): void {
    for (const { name, attempt } of starts) {
      this.#counted.set(name, attempt);
      const { finishedAt } = newestOf(observed, name) ?? {};
      const endedAt = finishedAt ? Date.parse(finishedAt) : now;
      this.#backOffs.set(name, nextBackOff(this.#backOffs.get(name), endedAt, now));
    }
  }

  /** Learns from what stands of restarts that another window has made, or this one before it was loaded anew. */
  learn(observed: ObservedPod): void {
    for (const newest of observed.containers) {
      const { name, attempt, sandboxId, createdAt, startedAt } = newest;
      if (newestOf(observed, name) !== newest || !startedAt) continue;
      if ((this.#counted.get(name) ?? 0) >= attempt) continue;
      this.#counted.set(name, attempt);
      // In another sandbox it was no restart after a crash: the whole pod was made anew.
      const { finishedAt } =
        observed.containers.find(
          (other) => other.name === name && other.attempt === attempt - 1 && other.sandboxId === sandboxId,
        ) ?? {};
      if (!finishedAt) continue;
      const backOff = backOffBehind(Date.parse(createdAt) - Date.parse(finishedAt), Date.parse(startedAt));
      if (backOff) this.#backOffs.set(name, backOff);
    }
  }

  /** Milliseconds to wait with a new sandbox that these could not be started in. */
  delayOf(starts: readonly ContainerStart[]): number {
    return Math.max(0, ...starts.map(({ name }) => this.#backOffs.get(name)?.delayMs ?? 0));
  }

  /** Notes why containers wait; gives when (ms) the first of them need not any longer. */
  noteWaiting({ waiting, containersToStart }: PodActions, observed: ObservedPod): number | undefined {
    for (const { name } of containersToStart) this.#notes.delete(name);
    for (const { name, until } of waiting) {
      const time = new Date(until).toISOString().slice(11, 19);
      const note = { reason: 'CrashLoopBackOff', message: `back-off: restarts at ${time} UTC` };
      // One that could not be made has its reason already.
      if (newestOf(observed, name)) this.#notes.set(name, note);
    }
    return waiting.length ? Math.min(...waiting.map(({ until }) => until)) : undefined;
  }

  /** Notes why these are not there. */
  noteFailure(starts: readonly ContainerStart[], reason: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    for (const { name } of starts) this.#notes.set(name, { reason, message });
  }
}
