import { allContainers } from '../model/allContainers';
import { newestOf, type ObservedPod, restartsOf, sandboxOf } from '../observe/observedPod';
import { presentOf } from '../observe/podProgress';
import type { PodState } from './podState';
import { Turns } from './turns';

/** What of one pod is somebody else's to do: another window's, or that of who removes it from a terminal. */
export class LeftToOthers {
  readonly turns: Turns;
  readonly #state: PodState;
  /** The containers that have stood since the pod was last asked for, and how often each had been restarted. */
  readonly #seen = new Map<string, number>();
  /** Hash of the manifest that was applied and last seen done: what goes from then on is nobody's work. */
  #carriedOut: string | undefined;

  constructor(state: PodState) {
    this.#state = state;
    this.turns = new Turns(state.options.clock);
  }

  /** How often each container is known to have been restarted, also where somebody has removed its attempts. */
  get restarts(): ReadonlyMap<string, number> {
    return this.#seen;
  }

  /** The pod is made anew: what stood of it before is missed no longer. */
  beginRun(): void {
    this.#seen.clear();
  }

  /** The manifest is another window's word, also where this one has applied the same before. */
  takeIn(): void {
    this.#state.ownApplied = undefined;
    this.#carriedOut = undefined;
  }

  /** Until when (ms) a pod that shall run is left to somebody else, or to its last failure. */
  notBefore(observed: ObservedPod): number {
    const { ownSandbox, holdUntil } = this.#state;
    this.turns.orderer(undefined);
    const sandbox = sandboxOf(observed);
    const othersUntil = sandbox && sandbox.id !== ownSandbox ? this.turns.maker(sandbox) : 0;
    const removedUntil = this.turns.remover(this.isWhole(observed));
    return Math.max(othersUntil, holdUntil, removedUntil, this.#appliedUntil(observed));
  }

  /** Nothing is gone of what has stood. */
  isWhole(observed: ObservedPod): boolean {
    for (const container of observed.containers) {
      const before = this.#seen.get(container.name) ?? -1;
      // One that never started may be taken back: it counts for nothing.
      const restarts = container.startedAt ? restartsOf(container) : container.attempt - 1;
      this.#seen.set(container.name, Math.max(before, restarts));
    }
    const lacks = ({ name }: { name: string }) => this.#seen.has(name) && !newestOf(observed, name);
    return sandboxOf(observed) !== undefined && !allContainers(this.#state.plan).some(lacks);
  }

  /** What another window has applied is left to it for a while: it ends and starts what is other than before. */
  #appliedUntil(observed: ObservedPod): number {
    const { plan, ownApplied } = this.#state;
    const sandbox = sandboxOf(observed);
    if (!sandbox?.applied || [ownApplied, this.#carriedOut].includes(sandbox.specHash))
      return this.turns.applier(undefined);
    const staying = allContainers(plan).filter(({ role }) => role !== 'init');
    const isDone = staying.every((planned) => presentOf(observed, planned));
    const names = new Set(allContainers(plan).map(({ name }) => name));
    if (isDone && observed.containers.every(({ name }) => names.has(name))) {
      this.#carriedOut = sandbox.specHash;
      return this.turns.applier(undefined);
    }
    return this.turns.applier(sandbox.specHash, plan.gracePeriodSeconds * 1000);
  }
}
