import { EngineError } from '../model/engineError';
import type { PodEvent } from '../model/podEvent';
import { type PodActivity, type PodKey, podKeyString } from '../model/podSnapshot';
import { sandboxOf } from '../observe/observedPod';
import type { WorkerView } from '../observe/podSnapshotOf';
import type { PodPlan } from '../plan/podPlan';
import { bringUp } from './bringUp';
import { ensureImages } from './ensureImages';
import { FirstRun } from './firstRun';
import { containersToHandOver, type HandOver, takeBack } from './handOver';
import { beginMaking, orTakeBack } from './making';
import { nextAttempts } from './nextAttempts';
import { OrderQueue } from './orderQueue';
import { keptObjects } from './podObjects';
import { PodState, type WorkerOptions } from './podState';
import { PodSupervisor } from './podSupervisor';
import { throwIfCancelled } from './startContainers';
import { endWhatRuns, removePod, stopPod } from './takeDown';

/**
 * The one loop of one pod: everything done to it goes through here, one after the other. Between the orders of people
 * the supervisor keeps the pod as the plan says.
 */
export class PodWorker {
  readonly key: PodKey;
  readonly #createdAt: string;
  readonly #state: PodState;
  readonly #supervisor: PodSupervisor;
  readonly #queue = new OrderQueue();
  #disposed = false;

  constructor(plan: PodPlan, source: string | undefined, options: WorkerOptions) {
    this.key = plan.key;
    this.#createdAt = new Date(options.clock.now()).toISOString();
    this.#state = new PodState(plan, source, options, () => this.sync());
    this.#supervisor = new PodSupervisor(this.#state);
  }

  /** What the worker adds to the observation. */
  get view(): WorkerView {
    const { plan, source, restarts, probes, inPostStart, activity } = this.#state;
    return {
      plan,
      ...(source ? { source } : {}),
      createdAt: this.#createdAt,
      notes: restarts.notes,
      problems: restarts.problems,
      inPostStart: (id) => inPostStart.has(id),
      started: (id) => probes.started(id),
      ready: (id) => probes.ready(id),
      ...(activity ? { activity } : {}),
    };
  }

  events(): Promise<PodEvent[]> {
    return this.#state.record.events();
  }

  /** Nothing is being done for the pod, nor must be. */
  get idle(): boolean {
    return this.#queue.orders === 0 && !this.#state.halfMade && !this.#state.firstRun;
  }

  /** Makes the pod stand as the plan says; see PodEngineApi.run. */
  async run(
    plan: PodPlan,
    source: string | undefined,
    signal?: AbortSignal,
    report?: (activity: PodActivity) => void,
  ): Promise<void> {
    const state = this.#state;
    const doing = (activity: PodActivity) => {
      state.doing(activity);
      report?.(activity);
    };
    const firstRun = await this.#order(async () => {
      const { observed } = state;
      const sandbox = sandboxOf(observed);
      const same = sandbox?.specHash === plan.specHash;
      if (same && sandbox.state === 'SANDBOX_READY' && sandbox.desired === 'Running') return undefined;
      // Before anything is taken down: a missing image must not cost the pod that runs.
      await ensureImages({ ...state.context, plan, ...(source ? { source } : {}) }, signal, doing);
      throwIfCancelled(signal);
      state.endFirstRun()?.fail();
      if (observed && !same) {
        doing({ kind: 'removing' });
        state.probes.terminating();
        await removePod(state.context, observed);
      }
      state.plan = plan;
      state.source = source ?? state.source;
      state.supervised = true;
      doing({ kind: 'starting' });
      return this.#bringUpAnew(signal);
    });
    await this.#standing(firstRun, signal);
  }

  /** Ends the containers and the sandbox, and keeps them. */
  stop(): Promise<void> {
    return this.#order(async () => {
      const firstRun = this.#state.endFirstRun();
      await this.#stopPod().finally(() => firstRun?.settle());
    });
  }

  /** Ends everything and brings it up as the next attempt. */
  async restart(signal?: AbortSignal): Promise<void> {
    const state = this.#state;
    const firstRun = await this.#order(async () => {
      if (!state.supervised) throw new EngineError('pod-not-found', { pod: podKeyString(this.key) });
      await ensureImages(state.context, signal, (activity) => state.doing(activity));
      throwIfCancelled(signal);
      state.endFirstRun()?.settle();
      const sandbox = sandboxOf(state.observed);
      if (sandbox?.state === 'SANDBOX_READY') {
        state.carriedObjects = await keptObjects(state.context, sandbox.id);
        await this.#stopPod();
      }
      state.doing({ kind: 'starting' });
      // The new sandbox keeps them by then.
      return this.#bringUpAnew(signal).finally(() => {
        state.carriedObjects = new Map();
      });
    });
    await this.#standing(firstRun, signal);
  }

  /** Removes every trace. */
  remove(): Promise<void> {
    const state = this.#state;
    return this.#order(async () => {
      state.endFirstRun()?.fail();
      state.doing({ kind: 'removing' });
      state.desired = 'Removed';
      state.probes.terminating();
      const { observed } = state;
      if (observed) await removePod(state.context, observed);
    });
  }

  /** Something of the pod changed, or time has come: compares and acts, unless an order is being carried out. */
  sync(): void {
    if (this.#disposed) return;
    const { probes, plan, observed, inPostStart } = this.#state;
    probes.follow(plan, observed, inPostStart);
    this.#queue.look(() => this.#supervisor.look());
  }

  /** ConfigMaps or Secrets of the pod may have changed. */
  objectsChanged(): void {
    this.#supervisor.objectsChanged();
    this.sync();
  }

  /** What Docker itself is to restart once no window is there. */
  containersToHandOver(): HandOver[] {
    const { supervised, plan, observed, options } = this.#state;
    return supervised ? containersToHandOver(plan, observed, options.clock.now()) : [];
  }

  /** Begins nothing any more; resolves when what is under way is done. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const quiet = this.#queue.dispose();
    this.#supervisor.dispose();
    this.#state.probes.dispose();
    this.#state.interrupt();
    this.#state.endFirstRun()?.fail();
    await quiet;
  }

  async #stopPod(): Promise<void> {
    this.#state.doing({ kind: 'stopping' });
    this.#state.probes.terminating();
    await stopPod(this.#state.context);
  }

  /** Carries out one order after those before it, and looks at the pod once more after it. */
  #order<T>(work: () => Promise<T>): Promise<T> {
    const state = this.#state;
    state.interrupt();
    return this.#queue.order(
      async () => {
        try {
          await state.finishRollBack();
          await takeBack(state.context);
          return await work();
        } catch (error) {
          throw state.keepHalfMade(error);
        }
      },
      () => {
        state.doing(undefined);
        this.sync();
      },
    );
  }

  /** A new attempt of the sandbox and of every container: begins with those that come first. */
  async #bringUpAnew(signal?: AbortSignal): Promise<FirstRun> {
    const state = this.#state;
    const { restarts, context } = state;
    restarts.clear();
    state.holdUntil = 0;
    const before = state.observed;
    if (before) await endWhatRuns(context, before);
    this.#supervisor.beginRun();
    const making = beginMaking(context);
    const { sandboxAttempt, starts } = nextAttempts(context);
    const { sandboxId, heldUp } = await bringUp(context, making, {
      sandboxAttempt,
      starts,
      ...state.starter(signal),
    });
    restarts.noteHeldUp(heldUp, context.clock.now(), starts);
    state.ownSandbox = sandboxId;
    state.desired = 'Running';
    state.firstRun = new FirstRun(making, before);
    const firstRun = state.firstRun;
    await this.#supervisor.settleFirstRun();
    return firstRun;
  }

  /** Waits until the pod stands that was begun; the signal takes it back. */
  async #standing(firstRun: FirstRun | undefined, signal: AbortSignal | undefined): Promise<void> {
    if (!firstRun) return;
    const cancel = () => void this.#order(() => this.#takeBack(firstRun)).catch(() => undefined);
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    await firstRun.settled.finally(() => signal?.removeEventListener('abort', cancel));
  }

  async #takeBack(firstRun: FirstRun): Promise<void> {
    const state = this.#state;
    if (state.firstRun !== firstRun) return;
    state.endFirstRun();
    state.doing({ kind: 'removing' });
    const { making } = firstRun;
    // Another window may have helped.
    const inOurs = (state.observed?.containers ?? []).filter(({ sandboxId }) =>
      making.sandboxIds.includes(sandboxId),
    );
    const all = { ...making, containerIds: [...making.containerIds, ...inOurs.map(({ id }) => id)] };
    const cancelled = new EngineError('cancelled');
    await orTakeBack(state.context, all, () => Promise.reject(cancelled)).finally(() =>
      firstRun.fail(cancelled),
    );
  }
}
