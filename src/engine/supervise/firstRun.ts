import { EngineError } from '../model/engineError';
import type { ObservedPod } from '../observe/observedPod';
import type { Making } from './making';

/**
 * A pod that somebody has asked for, until it stands, or goes on by itself, or has ended: so long a cancel takes all of
 * it back, and so does the loss of Docker.
 */
export class FirstRun {
  readonly making: Making;
  /** What stood before it: it goes when this stands. */
  readonly earlier: ObservedPod | undefined;
  /** Cancels it. */
  readonly signal: AbortSignal | undefined;
  /** Rejects with why it was taken back. */
  readonly settled: Promise<void>;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(making: Making, earlier: ObservedPod | undefined, signal?: AbortSignal) {
    this.making = making;
    this.earlier = earlier;
    this.signal = signal;
    this.settled = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever asked may have gone.
    this.settled.catch(() => undefined);
  }

  settle(): void {
    this.#resolve();
  }

  fail(error: unknown = new EngineError('cancelled')): void {
    this.#reject(error);
  }
}
