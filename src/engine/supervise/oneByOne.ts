/** Does work after all that it was given before; resolves when that is done, however it went. */
export type OneByOne = (work: () => Promise<void>) => Promise<void>;

/**
 * What all pods want done when a window opens, and nobody waits for: one after the other, so that Docker is not asked
 * for fifty things at once. Nothing begins any more once `isOver`.
 */
export function oneByOne(isOver: () => boolean): OneByOne {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    const turn = last.then(() => (isOver() ? undefined : work()));
    last = turn.catch(() => undefined);
    return last;
  };
}
