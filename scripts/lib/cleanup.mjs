import { constants } from 'node:os';
import { PlainError } from './say.mjs';

/** @type {(() => unknown)[]} */
const undo = [];

/**
 * Has `step` called when the run ends, however it ends; the latest first.
 * Gives a function that takes it back, for what has ended before.
 * @param {() => unknown} step
 */
export function atEnd(step) {
  undo.push(step);
  return () => {
    const place = undo.indexOf(step);
    if (place >= 0) undo.splice(place, 1);
  };
}

async function endAll() {
  for (let step = undo.pop(); step; step = undo.pop()) {
    try {
      await step();
    } catch (error) {
      console.error(`while cleaning up: ${error}`);
    }
  }
}

/**
 * Runs a script's body and ends the process with the code it gives, after everything told to `atEnd` is done.
 * Ctrl-C and a termination signal end it the same way; a second Ctrl-C ends at once.
 * @param {() => Promise<number | void>} body
 */
export async function main(body) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, async () => {
      await endAll();
      process.exit(128 + constants.signals[signal]);
    });
  }
  let code = 1;
  try {
    code = (await body()) ?? 0;
  } catch (error) {
    console.error(error instanceof PlainError ? error.message : error);
  }
  await endAll();
  process.exit(code);
}
