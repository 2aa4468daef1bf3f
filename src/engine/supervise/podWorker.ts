import { EngineError } from '../model/engineError';
import type { NewEvent, PodEvent } from '../model/podEvent';
import { type PodActivity, type PodKey, type PodProblem, podKeyString } from '../model/podSnapshot';
import { sandboxOf } from '../observe/observedPod';
import type { WorkerView } from '../observe/podSnapshotOf';
import { podStatusOf } from '../observe/podStatus';
import type { PodChange } from '../plan/podChange';
import type { PodPlan } from '../plan/podPlan';
import type { SandboxStatus } from '../runtime/podRuntime';
import { applyManifest, changeOf, isUp, withImagesOf } from './applyPod';
import { bringUp } from './bringUp';
import { noteHeldUp } from './carryOut';
import { ensureImages, type FoundImages } from './ensureImages';
import { FirstRun } from './firstRun';
import { containersToHandOver, type HandOver } from './handOver';
import { beginMaking, orTakeBack } from './making';
import { nextAttempts } from './nextAttempts';
import { OrderQueue } from './orderQueue';
import { rememberKept } from './podObjects';
import { PodState } from './podState';
import { PodSupervisor } from './podSupervisor';
import { sentenceOf } from './sentenceOf';
import { throwIfCancelled } from './startContainer';
import { endWhatRuns, removePod, stopPod } from './takeDown';
import type { PlanOnDocker, WorkerOptions } from './workerOptions';

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
    const { plan, source, restarts, probes, record, limits, inPostStart, activity, lost } = this.#state;
    return {
      plan,
      ...(source ? { source } : {}),
      createdAt: this.#createdAt,
      notes: restarts.notes,
      problems: [...problemsOf(lost), ...restarts.problems],
      inPostStart: (id) => inPostStart.has(id),
      started: (id) => probes.started(id),
      ready: (id) => probes.ready(id),
      conditions: record.conditions,
      ...(limits.held ? { podLimits: limits.held } : {}),
      ...(lost ? { lost: { reason: manifestLost, message: sentenceOf(lost) } } : {}),
      ...(activity ? { activity } : {}),
    };
  }

  events(): Promise<PodEvent[]> {
    return this.#state.record.events();
  }

  /** What a manifest would change of the pod; undefined where none stands. */
  async changeTo(plan: PodPlan): Promise<PodChange | undefined> {
    const state = this.#state;
    const standing = await this.#supervisor.standing().catch((error: unknown) => {
      state.log(error);
      return undefined;
    });
    return changeOf(standing, plan, state.observed, state.options.clock.now());
  }

  /** Nothing is being done for the pod, nor must be. */
  get idle(): boolean {
    const { halfMade, firstRun, standing } = this.#state;
    return this.#queue.orders === 0 && !halfMade && !firstRun && standing.isEmpty;
  }

  /** Makes the pod stand as the plan says; see PodEngineApi.run. */
  async run(
    plan: PodPlan,
    source: string | undefined,
    signal?: AbortSignal,
    report?: (activity: PodActivity) => void,
  ): Promise<void> {
    const state = this.#state;
    const { daemon } = state;
    const doing = (activity: PodActivity) => {
      state.doing(activity);
      report?.(activity);
    };
    const firstRun = await this.#order(async () => {
      const change = await this.changeTo(plan);
      const { observed } = state;
      const same = change?.kind === 'none';
      if (same && isUp(observed)) return undefined;
      const applies = change?.kind === 'inPlace' || change?.kind === 'containers';
      // Before anything is taken down: a missing image must not cost the pod that runs.
      const wanted = applies ? { ...plan, ...withImagesOf(plan, change) } : plan;
      const orThrow = observed !== undefined && !same;
      const told: NewEvent[] = [];
      const tell = () => {
        for (const event of told) state.context.record(event);
      };
      const context = {
        ...state.context,
        plan: wanted,
        ...(source ? { source } : {}),
        ...(orThrow ? { record: (event: NewEvent) => void told.push(event) } : {}),
      };
      const images = await ensureImages(context, { signal, report: doing, orThrow });
      throwIfCancelled(signal);
      if (applies) {
        doing({ kind: 'starting' });
        tell();
      }
      if (applies && (await this.#apply({ plan, source: source ?? state.source, daemon }, images)))
        return state.firstRun;
      state.endFirstRun()?.fail();
      if (observed && !same) {
        doing({ kind: 'removing' });
        state.probes.terminating();
        await removePod(state.context, observed);
        // What was told of the pod before is gone with it.
        tell();
      }
      state.takeIn({ plan, source: source ?? state.source, daemon }, plan.specHash);
      state.objects.forget();
      doing({ kind: 'starting' });
      return this.#bringUpAnew(images, signal);
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
      if (state.lost) throw state.lost;
      if (!state.supervised || !state.observed)
        throw new EngineError('pod-not-found', { pod: podKeyString(this.key) });
      const before = sandboxOf(state.observed);
      const runs = before?.state === 'SANDBOX_READY';
      const report = (activity: PodActivity) => state.doing(activity);
      const images = await ensureImages(state.context, { signal, report, orThrow: runs });
      throwIfCancelled(signal);
      state.endFirstRun()?.settle();
      const sandbox = sandboxOf(state.observed);
      if (sandbox?.state === 'SANDBOX_READY') {
        await rememberKept(state.context, sandbox.id);
        await this.#stopPod();
      }
      const stood = sandbox ?? before;
      const after = stood && (await this.#seeWhatOthersAsked(stood));
      state.doing({ kind: 'starting' });
      return this.#bringUpAnew(images, signal, after);
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
      state.standing.forget();
    });
  }

  /** Something of the pod changed, or time has come: compares and acts, unless an order is being carried out. */
  sync(): void {
    if (this.#disposed) return;
    const { record, probes, limits, specHash, plan, observed, inPostStart, options, context } = this.#state;
    record.look();
    limits.follow(context, specHash);
    // A container that was ready for another window is so for this one, as soon as that is read.
    probes.follow(plan, record.isRead ? observed : undefined, inPostStart);
    record.noteConditions(podStatusOf(plan, observed, this.view, options.clock.now()).conditions);
    this.#supervisor.see();
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
    await this.#state.record.dispose();
  }

  /** Replaces what a changed manifest has otherwise, once its images are there. False where the pod is no more to be had so. */
  async #apply(next: PlanOnDocker, images: FoundImages): Promise<boolean> {
    const state = this.#state;
    const { observer, clock } = state.context;
    // Another window may have stopped the pod while images were pulled.
    const sandbox = sandboxOf(state.observed);
    if (sandbox) await observer.refresh(sandbox.id, 'podsandbox');
    const change = await this.changeTo(next.plan);
    if (change?.kind !== 'inPlace' && change?.kind !== 'containers') return false;
    state.images.take(images, clock.now());
    await applyManifest(state, next, change);
    if (state.plan === next.plan) await this.#supervisor.replace();
    return true;
  }

  async #stopPod(): Promise<void> {
    this.#state.doing({ kind: 'stopping' });
    this.#state.probes.terminating();
    await stopPod(this.#state.context);
  }

  /**
   * Meanwhile another window may have given the pod another manifest, or made it anew: gives its sandbox by now. Where it
   * was removed, EngineError `cancelled`.
   */
  async #seeWhatOthersAsked({ id }: SandboxStatus): Promise<SandboxStatus> {
    await this.#state.context.observer.refresh(id, 'podsandbox');
    const sandbox = sandboxOf(this.#state.observed);
    if (!sandbox || sandbox.desired === 'Removed') throw new EngineError('cancelled');
    await this.#supervisor.readPlan();
    return sandbox;
  }

  /** Carries out one order after those before it, and looks at the pod once more after it. */
  #order<T>(work: () => Promise<T>): Promise<T> {
    const state = this.#state;
    state.interrupt();
    return this.#queue.order(
      async () => {
        try {
          await state.finishRollBack();
          // What cannot be read is not healed; it can be stopped and removed.
          await this.#supervisor.readPlan().catch((error: unknown) => state.log(error));
          return await work();
        } catch (error) {
          state.probes.runsOn();
          throw state.keepHalfMade(error);
        }
      },
      () => {
        state.doing(undefined);
        this.sync();
      },
    );
  }

  /**
   * A new attempt of the sandbox and of every container: begins with those that come first. It is `cancelled` where
   * another window removes the sandbox meanwhile that it comes after.
   */
  async #bringUpAnew(
    images: FoundImages,
    signal?: AbortSignal,
    after = sandboxOf(this.#state.observed),
  ): Promise<FirstRun> {
    const state = this.#state;
    const { restarts, context } = state;
    restarts.clear();
    state.images.begin(images, context.clock.now());
    state.holdUntil = 0;
    const before = state.observed;
    if (before) await endWhatRuns(context, before);
    this.#supervisor.beginRun();
    const making = beginMaking(context);
    const { sandboxAttempt, starts } = nextAttempts(context);
    const { sandboxId, heldUp } = await bringUp(context, making, {
      sandboxAttempt,
      starts,
      after: after?.id,
      ...state.starter(signal),
    }).catch((error: unknown) => {
      // What is left of it is not healed.
      if (making.overruled) state.desired = making.overruled;
      throw error;
    });
    noteHeldUp(state, heldUp);
    state.ownSandbox = sandboxId;
    state.desired = 'Running';
    state.firstRun = new FirstRun(making, before, signal);
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

/** Why a pod waits of which nobody knows what it shall be. */
const manifestLost = 'ManifestLost';

/** Of the pod as a whole. */
function problemsOf(lost: EngineError | undefined): PodProblem[] {
  return lost ? [{ reason: manifestLost, code: lost.code, args: lost.args }] : [];
}
