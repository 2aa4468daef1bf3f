import { allContainers } from '../model/allContainers';
import { EngineError } from '../model/engineError';
import type { NewEvent } from '../model/podEvent';
import type { PodProblem } from '../model/podSnapshot';
import type { WaitingNotes } from '../observe/containerStatusOf';
import { newestOf, type ObservedPod } from '../observe/observedPod';
import { presentOf, startTimeOf } from '../observe/podProgress';
import type { PodPlan } from '../plan/podPlan';
import type { RuntimeContainerStatus } from '../runtime/podRuntime';
import { type BackOff, backOffBehind, nextBackOff } from './backOff';
import type { ContainerStart, PodActions } from './computePodActions';
import type { HeldUp } from './heldUp';
import { sentenceOf } from './sentenceOf';

/** Between two looks of the kubelet at a pod that could not be made as it shall be. */
export const nextTryMs = 10_000;
/** The kubelet relists once a second, and says from then on that it backs off. */
const freshMs = 1000;

/** Why a container does not run. */
interface Wait {
  reason: string;
  message?: string;
  /** It is over once an attempt of this number or a later one has started. */
  overWith: number;
  /** What was refused, and when (ms). */
  refusal?: { reason: string; error: unknown; at: number };
  /** Of one that was not made: when it was last tried, and when it is again (ms). */
  tried?: { at: number; until: () => number };
  /** The image's back-off that was recorded: until when (ms). */
  told?: number;
}

/** What a pod's restarts have come to: how long each container waits after its next end, and why it waits now. */
export class Restarts {
  readonly #backOffs = new Map<string, BackOff>();
  /** Of each container the newest attempt whose start is in its back-off. */
  readonly #counted = new Map<string, number>();
  readonly #waits = new Map<string, Wait>();
  readonly #record: (event: NewEvent) => void;

  constructor(record: (event: NewEvent) => void) {
    this.#record = record;
  }

  /** How long each waits after its next end; what was not made, from its last try. */
  get backOffs(): ReadonlyMap<string, BackOff> {
    const all = new Map(this.#backOffs);
    for (const [name, { tried }] of this.#waits) {
      if (tried) all.set(name, { updatedAt: tried.at, delayMs: Math.max(0, tried.until() - tried.at) });
    }
    return all;
  }

  get notes(): WaitingNotes {
    const noteOf = ({ reason, message }: Wait) => ({ reason, ...(message ? { message } : {}) });
    return new Map([...this.#waits].map(([name, wait]) => [name, noteOf(wait)]));
  }

  /** What stands behind the notes of those that could not be made or started; what several wait for is the pod's. */
  get problems(): PodProblem[] {
    const byError = new Map<EngineError, { reason: string; names: string[] }>();
    for (const [name, { refusal }] of this.#waits) {
      if (!refusal || !(refusal.error instanceof EngineError)) continue;
      const { reason, error } = refusal;
      byError.set(error, { reason, names: [...(byError.get(error)?.names ?? []), name] });
    }
    return [...byError].map(([{ code, args }, { reason, names }]) => {
      const [containerName] = names;
      const isOne = containerName !== undefined && names.length === 1 && reason !== 'CreatePodSandboxError';
      return { ...(isOne ? { containerName } : {}), reason, code, args };
    });
  }

  /** Somebody asked for the pod: it begins anew. */
  clear(): void {
    this.#backOffs.clear();
    this.#counted.clear();
    this.#waits.clear();
  }

  /** The manifest's entries of these were changed: what was of the old ones is over. */
  beginAnew(names: readonly string[]): void {
    for (const name of names) {
      this.#backOffs.delete(name);
      this.#waits.delete(name);
    }
  }

  /** What was missing may be there: nothing waits for it any longer. */
  retryHeldUp(): void {
    for (const wait of this.#waits.values()) if (wait.tried) wait.tried.until = () => 0;
  }

  /** Of these, those that have ended before are started once more at `now` (ms); a second try is no second restart. */
  count(starts: readonly ContainerStart[], observed: ObservedPod, plan: PodPlan, now: number): void {
    const since = Date.parse(startTimeOf(observed) ?? '');
    for (const { name, attempt } of starts) {
      const previous = newestOf(observed, name);
      if (!previous || previous.state === 'CONTAINER_CREATED') continue;
      const own = allContainers(plan).find((container) => container.name === name);
      // The kubelet counts by a container's definition: one that was changed begins anew.
      if (own?.specHash !== previous.specHash) continue;
      if (Date.parse(previous.createdAt) < since || (this.#counted.get(name) ?? 0) >= attempt) continue;
      const endedAt = previous.finishedAt ? Date.parse(previous.finishedAt) : now;
      this.#counted.set(name, attempt);
      this.#backOffs.set(name, nextBackOff(this.#backOffs.get(name), endedAt, now));
    }
  }

  /**
   * Learns from what stands which waits are over, and of restarts that another window has made, or this one before it
   * was loaded anew.
   */
  learn(observed: ObservedPod, plan: PodPlan): void {
    for (const planned of allContainers(plan)) {
      const newest = presentOf(observed, planned);
      if (!newest?.startedAt) continue;
      const { name, attempt, sandboxId, createdAt, startedAt } = newest;
      if (isOver(this.#waits.get(name), attempt, Date.parse(startedAt))) this.#waits.delete(name);
      if ((this.#counted.get(name) ?? 0) >= attempt) continue;
      this.#counted.set(name, attempt);
      // In another sandbox, or of another entry of the manifest, it was no restart after a crash.
      const previous = observed.containers.find(
        (other) => other.name === name && other.attempt < attempt && other.sandboxId === sandboxId,
      );
      if (!previous?.finishedAt || previous.specHash !== newest.specHash) continue;
      const gapMs = Date.parse(createdAt) - Date.parse(previous.finishedAt);
      const backOff = backOffBehind(gapMs, Date.parse(startedAt));
      if (backOff) this.#backOffs.set(name, backOff);
    }
  }

  /** Notes why containers wait; gives when (ms) the first of them need not any longer, or is to be named otherwise. */
  noteWaiting({ waiting }: PodActions, observed: ObservedPod, now: number): number | undefined {
    const times = waiting.map(({ name, until }) => {
      const { refusal } = this.#waits.get(name) ?? {};
      const freshUntil = refusal ? refusal.at + freshMs : 0;
      if (now < freshUntil) return Math.min(freshUntil, until);
      this.#noteBackOff(name, until, newestOf(observed, name));
      return until;
    });
    return times.length ? Math.min(...times) : undefined;
  }

  #noteBackOff(name: string, until: number, newest: RuntimeContainerStatus | undefined): void {
    const wait = this.#waits.get(name);
    if (wait?.refusal?.reason === 'ErrImagePull') this.#noteImageBackOff(name, wait, until);
    else if (!wait?.tried && newest?.state === 'CONTAINER_EXITED') this.#noteCrashes(newest, until);
  }

  #noteImageBackOff(container: string, wait: Wait, until: number): void {
    if (wait.told === until || until === Infinity) return;
    const { error } = wait.refusal ?? {};
    const image = error instanceof EngineError ? error.args.image : '';
    const [reason, backingOff] = ['ImagePullBackOff', `Back-off pulling image "${image}"`];
    const message = `${backingOff}: ErrImagePull: ${sentenceOf(error)}`;
    this.#waits.set(container, { ...wait, reason, message, told: until });
    this.#record({ type: 'Normal', reason: 'BackOff', message: backingOff, container });
    this.#record({ type: 'Warning', reason: 'Failed', message: `Error: ${reason}`, container });
  }

  #noteCrashes({ name, attempt }: RuntimeContainerStatus, until: number): void {
    const time = new Date(until).toISOString().slice(11, 19);
    this.#waits.set(name, {
      ...(this.#waits.get(name) ?? { overWith: attempt + 1 }),
      reason: 'CrashLoopBackOff',
      message: `back-off: restarts at ${time} UTC`,
    });
  }

  /** Notes what holds these up; says which of it is new. */
  noteHeldUp(heldUp: readonly HeldUp[], now: number): HeldUp[] {
    return heldUp.filter((one) => {
      const { start, reason, error, hasEnded, until = () => now + nextTryMs } = one;
      const before = this.#waits.get(start.name);
      const overWith = hasEnded ? start.attempt + 1 : start.attempt;
      const tried = hasEnded ? {} : { tried: { at: now, until } };
      if (error === undefined) {
        // What is being pulled once more has failed before: the kubelet says that until it is there.
        this.#waits.set(start.name, { ...(before ?? { reason }), overWith, ...tried });
        return false;
      }
      const message = sentenceOf(error);
      this.#waits.set(start.name, {
        ...{ reason, message, overWith, ...tried },
        refusal: { reason, error, at: now },
      });
      return before?.refusal === undefined || sentenceOf(before.refusal.error) !== message;
    });
  }

  /** Notes that these could not be tried, for there was nothing to start them in; they are with the next try of that. */
  noteFailure(starts: readonly ContainerStart[], reason: string, error: unknown, now: number): void {
    for (const { name, attempt } of starts) {
      this.#waits.set(name, {
        ...{ reason, message: sentenceOf(error), overWith: attempt },
        refusal: { reason, error, at: now },
        tried: { at: now, until: () => now + nextTryMs },
      });
    }
  }
}

/** Another window may have made the pod anew: its attempts count from 0. */
function isOver(wait: Wait | undefined, attempt: number, startedAt: number): boolean {
  if (!wait) return false;
  return attempt >= wait.overWith || (wait.refusal !== undefined && startedAt > wait.refusal.at);
}
