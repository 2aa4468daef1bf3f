/** What is done to one pod, one after the other: orders of people, and between them looks at what stands. */
export class OrderQueue {
  #tail: Promise<unknown> = Promise.resolve();
  #orders = 0;
  #lookQueued = false;
  #disposed = false;

  /** Orders that are not done yet. */
  get orders(): number {
    return this.#orders;
  }

  /** Carries out one order after those before it; `after` runs when it is done, however that went. */
  order<T>(work: () => Promise<T>, after: () => void): Promise<T> {
    this.#orders++;
    const result = this.#tail.then(work);
    const settled = result
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        this.#orders--;
        after();
      });
    this.#tail = settled;
    // The order is done when it is behind the pod.
    return settled.then(() => result);
  }

  /** Looks once, unless an order is waiting: that looks after itself. The look must not throw. */
  look(work: () => Promise<void>): void {
    if (this.#disposed || this.#orders > 0 || this.#lookQueued) return;
    this.#lookQueued = true;
    this.#tail = this.#tail.then(async () => {
      this.#lookQueued = false;
      if (!this.#disposed && this.#orders === 0) await work();
    });
  }

  /** No look begins any more; resolves when what is under way is done. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#tail;
  }
}
