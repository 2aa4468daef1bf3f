import { EngineError } from '../model/engineError';
import { formatMessage } from '../model/messages';
import type { PodProblem } from '../model/podSnapshot';
import type { WaitingNotes } from '../observe/containerStatusOf';
import { newestOf, type ObservedPod } from '../observe/observedPod';
import { startTimeOf } from '../observe/podProgress';
import { type BackOff, backOffBehind, nextBackOff } from './backOff';
import type { ContainerStart, PodActions } from './computePodActions';
import type { HeldUp } from './startContainers';

/** What a pod's restarts have come to: how long each container waits after its next end, and why it waits now. */
export class Restarts {
  readonly #backOffs = new Map<string, BackOff>();
  /** Of each container the newest attempt whose start is in its back-off. */
  readonly #counted = new Map<string, number>();
  readonly #notes = new Map<string, { reason: string; message?: string }>();
  /** Names of those that are held up by something that may come. */
  readonly #heldUp = new Set<string>();

  get backOffs(): ReadonlyMap<string, BackOff> {
    return this.#backOffs;
  }

  get notes(): WaitingNotes {
    return this.#notes;
  }

  /** What stands behind the notes of those that could not be made. */
  get problems(): PodProblem[] {
    return [];
  }

  /** Somebody asked for the pod: it begins anew. */
  clear(): void {
    this.#backOffs.clear();
    this.#counted.clear();
    this.#notes.clear();
    this.#heldUp.clear();
  }

  /** What was missing may be there: nothing waits for it any longer. */
  retryHeldUp(): void {
    for (const name of this.#heldUp) this.#backOffs.delete(name);
    this.#heldUp.clear();
  }

  /** Of these, those that have ended before are started once more at `now` (ms); gives the others. */
  count(starts: readonly ContainerStart[], observed: ObservedPod, now: number): ContainerStart[] {
    const since = Date.parse(startTimeOf(observed) ?? '');
    return starts.filter((start) => {
      const previous = newestOf(observed, start.name);
      if (!previous || previous.state === 'CONTAINER_CREATED') return true;
      if (Date.parse(previous.createdAt) < since) return true;
      const { finishedAt } = previous;
      this.#count(start, finishedAt ? Date.parse(finishedAt) : now, now);
      return false;
    });
  }

  #count({ name, attempt }: ContainerStart, endedAt: number, now: number): void {
    this.#counted.set(name, attempt);
    this.#backOffs.set(name, nextBackOff(this.#backOffs.get(name), endedAt, now));
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
          (other) => other.name === name && other.attempt < attempt && other.sandboxId === sandboxId,
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
    for (const { name } of containersToStart) this.#forget(name);
    for (const { name, until } of waiting) {
      const time = new Date(until).toISOString().slice(11, 19);
      const note = { reason: 'CrashLoopBackOff', message: `back-off: restarts at ${time} UTC` };
      // One that could not be made has its reason already.
      const hasEnded = newestOf(observed, name)?.state === 'CONTAINER_EXITED';
      if (hasEnded && !this.#heldUp.has(name)) this.#notes.set(name, note);
    }
    return waiting.length ? Math.min(...waiting.map(({ until }) => until)) : undefined;
  }

  #forget(name: string): void {
    this.#notes.delete(name);
    this.#heldUp.delete(name);
  }

  /** Notes why these are not there. Those that are not `counted` yet are tried again after their back-off. */
  noteFailure(
    starts: readonly ContainerStart[],
    reason: string,
    error: unknown,
    now: number,
    uncounted: readonly ContainerStart[],
  ): void {
    for (const start of starts) {
      this.#notes.set(start.name, { reason, message: sentenceOf(error) });
      if (uncounted.includes(start)) this.#count(start, now, now);
    }
  }

  /** Notes what holds these up. */
  noteHeldUp(heldUp: readonly HeldUp[], now: number, uncounted: readonly ContainerStart[]): void {
    for (const { start, reason, error } of heldUp) {
      const hasRun = reason === 'PostStartHookError';
      this.noteFailure([start], reason, error, now, hasRun ? [] : uncounted);
      if (!hasRun) this.#heldUp.add(start.name);
    }
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof EngineError) return formatMessage(error.code, error.args);
  return error instanceof Error ? error.message : String(error);
}
