import { isDeepStrictEqual } from 'node:util';
import { type EngineError, withEndpoint } from '../model/engineError';
import type { Container } from '../model/pod';
import type { NewEvent } from '../model/podEvent';
import type { DesiredState, PodActivity } from '../model/podSnapshot';
import type { ObservedPod } from '../observe/observedPod';
import type { DaemonFacts, PodPlan } from '../plan/podPlan';
import type { PodRuntime } from '../runtime/podRuntime';
import type { FirstRun } from './firstRun';
import { HalfMadeError, rollBack } from './making';
import { idsOf, observedOf, type PodContext, podTitle } from './podContext';
import { PodImages } from './podImages';
import { PodLimits } from './podLimits';
import { PodRecord } from './podRecord';
import { PodProbes } from './probes/podProbes';
import { RememberedObjects } from './rememberedObjects';
import { Restarts } from './restarts';
import { Standing } from './standing';
import type { Starter } from './startContainer';
import type { PlanOnDocker, WorkerOptions } from './workerOptions';

/** What the worker of one pod knows beyond what stands on Docker. */
export class PodState {
  plan: PodPlan;
  /** By which Docker knows the manifest of the plan: another version of this engine may have made the hash. */
  specHash: string;
  source: string | undefined;
  /** See PlanOnDocker. */
  former: readonly Container[] = [];
  supervised: boolean;
  /** Why what was applied to the pod cannot be read, where that is so. */
  lost: EngineError | undefined;
  activity: PodActivity | undefined;
  /** As the last sandbox said: its word outlives it. */
  desired: DesiredState = 'Running';
  /** The sandbox this worker made: those of others get time to be finished by who made them. */
  ownSandbox: string | undefined;
  /** Hash of the manifest that this worker applied: what is to be replaced for that of another is left to it for a while. */
  ownApplied: string | undefined;
  /** When the present run began, by Docker's clock: it outlives a sandbox that somebody removes. */
  startTime: string | undefined;
  /** No rebuild before this time (ms): the last one failed. */
  holdUntil = 0;
  /** A failed start could not be taken back: it is once the daemon is there again. */
  halfMade: HalfMadeError | undefined;
  firstRun: FirstRun | undefined;
  readonly options: WorkerOptions;
  readonly restarts: Restarts;
  /** What has stood for a while. */
  readonly standing: Standing;
  readonly images: PodImages;
  /** What was last found of its ConfigMaps and Secrets: the sandbox that keeps it may die. */
  readonly objects: RememberedObjects;
  readonly record: PodRecord;
  readonly limits: PodLimits;
  readonly probes: PodProbes;
  /** Ids of containers whose postStart hook is under way. */
  readonly inPostStart = new Set<string>();
  /** What Docker said of itself when the plan was made. */
  #plannedFor: DaemonFacts | undefined;
  #interrupt = new AbortController();
  /** Something that only is known here is other than before. */
  readonly #changed: () => void;
  /** Asks for another look at what stands. */
  readonly sync: () => void;

  constructor(plan: PodPlan, source: string | undefined, options: WorkerOptions, sync: () => void) {
    this.plan = plan;
    this.specHash = plan.specHash;
    this.source = source;
    this.#plannedFor = daemonOf(options.runtime);
    this.supervised = options.supervised;
    this.options = options;
    this.sync = sync;
    const { runtime, clock } = options;
    this.#changed = () => {
      options.changed();
      sync();
    };
    this.record = new PodRecord({
      runtime,
      clock,
      plan: () => this.plan,
      specHash: () => this.specHash,
      observed: () => this.observed,
      read: this.#changed,
      log: (error) => this.log(error),
      reading: options.reading,
    });
    this.limits = new PodLimits(this.#changed, options.limiting);
    this.standing = new Standing(clock);
    this.restarts = new Restarts((event) => this.record.record(event));
    this.images = new PodImages(this.#changed);
    this.objects = new RememberedObjects(options.objects);
    this.probes = new PodProbes({
      runtime,
      clock,
      log: (message) => options.log(`${podTitle(plan.key)}: ${message}`),
      record: this.record,
      changed: this.#changed,
    });
  }

  get context(): PodContext {
    const { runtime, observer, clock, log } = this.options;
    const { plan, source, former, objects } = this;
    const record = (event: NewEvent) => this.record.record(event);
    const limitPod = (sandboxId: string) => this.limits.set(this.context, sandboxId);
    const keepRecord = () => this.record.save();
    const removing = (ids: readonly string[]) => {
      const standing = idsOf({ observer, plan });
      this.standing.removing(ids.filter((id) => standing.has(id)));
    };
    return {
      ...{ runtime, observer, objects, clock, limitPod, record, keepRecord, removing, log, plan, former },
      ...(source ? { source } : {}),
    };
  }

  get observed(): ObservedPod | undefined {
    return observedOf(this.context);
  }

  /** The pod shall be so from now on; `specHash` is by what Docker knows the manifest. */
  takeIn({ plan, source, former = [], daemon = this.daemon }: PlanOnDocker, specHash: string): void {
    this.#plannedFor = daemon;
    this.plan = plan;
    this.specHash = specHash;
    this.source = source;
    this.former = former;
    this.lost = undefined;
    this.supervised = true;
  }

  /** Nobody knows what the pod shall be: it is shown, and can be stopped and removed. */
  lose(why: EngineError | undefined): void {
    this.supervised = false;
    this.lost = why;
    this.options.changed();
  }

  /** What Docker says of itself; undefined where it is away. */
  get daemon(): DaemonFacts | undefined {
    return daemonOf(this.options.runtime);
  }

  /**
   * Docker may have come back as another (an upgrade, another cgroup driver, another context): it would refuse what was
   * planned for the one before. What runs is the same pod's, and runs on.
   */
  planForDaemon(): void {
    const { daemon } = this;
    if (!this.supervised || !daemon || areSame(daemon, this.#plannedFor)) return;
    this.#plannedFor = daemon;
    this.plan = this.options.planAnew(this.plan) ?? this.plan;
    this.options.changed();
  }

  /** How containers are started until the next order. */
  starter(signal?: AbortSignal): Starter {
    const { inPostStart, images } = this;
    const interrupted = this.#interrupt.signal;
    return { inPostStart, images, interrupted, changed: this.#changed, ...(signal ? { signal } : {}) };
  }

  /** An order has come: no hook and no image is waited for any longer. */
  interrupt(): void {
    this.images.interrupt();
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

function daemonOf({ connection }: PodRuntime): DaemonFacts | undefined {
  return connection.status === 'connected' ? connection.facts : undefined;
}

/** But for its clock, of which no plan depends. */
function areSame(one: DaemonFacts, other: DaemonFacts | undefined): boolean {
  return isDeepStrictEqual({ ...one, clockOffsetMs: 0 }, { ...other, clockOffsetMs: 0 });
}
