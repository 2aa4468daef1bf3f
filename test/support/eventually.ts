/**
 * Waits until the condition holds, and gives what it gave. What it throws counts as "not yet"; where the time (ms) runs
 * out, that is the error.
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  what: string,
  timeoutMs = 15_000,
): Promise<Exclude<T, undefined | null | false | 0 | ''>> {
  const deadline = performance.now() + timeoutMs;
  for (let last: unknown; ; ) {
    try {
      last = await condition();
      if (last) return last as Exclude<T, undefined | null | false | 0 | ''>;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) throw new Error(`it did not come to be: ${what}`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
