import { withEndpoint } from '../model/engineError';
import type { NewEvent } from '../model/podEvent';
import { type ObjectSource, objectKey, type PodObject } from '../model/podObject';
import type { DesiredState, PodActivity } from '../model/podSnapshot';
import type { ObservedPod } from '../observe/observedPod';
import type { PodObserver } from '../observe/podObserver';
import type { PodPlan } from '../plan/podPlan';
import type { PodRuntime } from '../runtime/podRuntime';
import type { Clock } from './clock';
import type { FirstRun } from './firstRun';
import { HalfMadeError, rollBack } from './making';
import { observedOf, type PodContext, podTitle } from './podContext';
import { PodRecord } from './podRecord';
import { PodProbes } from './probes/podProbes';
import { Restarts } from './restarts';
import type { Starter } from './startContainers';

/** What Docker's labels say that a pod shall be. */
export interface PlanOnDocker {
  plan: PodPlan;
  source?: string;
}

export interface WorkerOptions {
  runtime: PodRuntime;
  observer: PodObserver;
  clock: Clock;
  objects: ObjectSource;
  /** Something that only the worker knows has changed: activity, notes. */
  changed: () => void;
  /** Plans what the labels of the newest sandbox say; undefined where they cannot be read. */
  read: (observed: ObservedPod) => PlanOnDocker | undefined;
  log: (message: string) => void;
  /** False for remains of a pod whose manifest is lost: shown and removable, never healed. */
  supervised: boolean;
}

/** What the worker of one pod knows beyond what stands on Docker. */
export class PodState {
  plan: PodPlan;
  source: string | undefined;
  supervised: boolean;
  activity: PodActivity | undefined;
  /** As the last sandbox said: its word outlives it. */
  desired: DesiredState = 'Running';
  /** The sandbox this worker made: those of others get time to be finished by who made them. */
  ownSandbox: string | undefined;
  /** When the present run began, by Docker's clock: it outlives a sandbox that somebody removes. */
  startTime: string | undefined;
  /** No rebuild before this time (ms): the last one failed. */
  holdUntil = 0;
  /** A failed start could not be taken back: it is once the daemon is there again. */
  halfMade: HalfMadeError | undefined;
  firstRun: FirstRun | undefined;
  /** Objects that the sandbox kept which is being replaced: its memory goes with it. */
  carriedObjects: ReadonlyMap<string, PodObject> = new Map();
  readonly options: WorkerOptions;
  readonly restarts = new Restarts();
  readonly record: PodRecord;
  readonly probes: PodProbes;
  /** Ids of containers whose postStart hook is under way. */
  readonly inPostStart = new Set<string>();
  #interrupt = new AbortController();
  /** Something that only is known here is other than before. */
  readonly #changed: () => void;
  /** Asks for another look at what stands. */
  readonly sync: () => void;

  constructor(plan: PodPlan, source: string | undefined, options: WorkerOptions, sync: () => void) {
    this.plan = plan;
    this.source = source;
    this.supervised = options.supervised;
    this.options = options;
    this.sync = sync;
    const { runtime, clock } = options;
    this.#changed = () => {
      options.changed();
      sync();
    };
    this.record = new PodRecord(() => clock.now());
    this.probes = new PodProbes({
      runtime,
      clock,
      log: (message) => options.log(`${podTitle(plan.key)}: ${message}`),
      changed: this.#changed,
    });
  }

  get context(): PodContext {
    const { runtime, observer, clock, log } = this.options;
    const { plan, source } = this;
    const objects: ObjectSource = {
      find: async (ref, from) =>
        (await this.options.objects.find(ref, from)) ?? this.carriedObjects.get(objectKey(ref)),
    };
    const record = (event: NewEvent) => this.record.record(event);
    return { runtime, observer, objects, clock, record, log, plan, ...(source ? { source } : {}) };
  }

  get observed(): ObservedPod | undefined {
    return observedOf(this.context);
  }

  /** How containers are started until the next order. */
  starter(signal?: AbortSignal): Starter {
    const { inPostStart } = this;
    const interrupted = this.#interrupt.signal;
    return { inPostStart, interrupted, changed: this.#changed, ...(signal ? { signal } : {}) };
  }

  /** An order has come: no hook is waited for any longer. */
  interrupt(): void {
    this.#interrupt.abort();
    this.#interrupt = new AbortController();
  }

  /** It is no first run any more: gives the one it was, which whoever waits for must be told. */
  endFirstRun(): FirstRun | undefined {
    const { firstRun } = this;
    this.firstRun = undefined;
    return firstRun;
  }

  /** It has been taken back, or somebody else has taken the pod away. */
  giveUpFirstRun(error?: unknown): void {
    const firstRun = this.endFirstRun();
    firstRun?.fail(error);
    if (firstRun) this.options.changed();
  }

  doing(activity: PodActivity | undefined): void {
    this.activity = activity;
    this.options.changed();
  }

  log(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.options.log(`${podTitle(this.plan.key)}: ${message}`);
  }

  /** Remembers what a failed start has left; gives the error behind it. */
  keepHalfMade(error: unknown): unknown {
    if (!(error instanceof HalfMadeError)) return withEndpoint(error, this.options.runtime.connection);
    this.halfMade = error;
    return withEndpoint(error.cause, this.options.runtime.connection);
  }

  /** The daemon went away in the middle of a start: what that left is removed now that it is back. */
  async finishRollBack(): Promise<void> {
    if (!this.halfMade) return;
    await rollBack(this.context, this.halfMade);
    this.halfMade = undefined;
    this.options.changed();
  }
}
