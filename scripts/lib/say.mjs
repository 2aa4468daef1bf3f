/**
 * Says one line to the person at the terminal.
 * @param {string} line
 */
export function say(line) {
  console.log(line);
}

/** An end whose message is all the person needs: no stack is shown for it. */
export class PlainError extends Error {}
