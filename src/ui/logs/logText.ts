import type { LogLine } from '../../engine';

// Control sequences of terminals (ECMA-48): the output channel cannot draw them.
const escapes =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/g;

/**
 * One line of a container as the channel shows it: the time in UTC to the millisecond, the container where several
 * share the channel, the text without the colours of terminals.
 */
export function logLineText({ time, text }: LogLine, container?: string): string {
  const head = container === undefined ? shortTime(time) : `${shortTime(time)} [${container}]`;
  return `${head} ${lastOverwrite(text.replaceAll(escapes, ''))}\n`;
}

/** `2026-11-20T07:33:12.123456789Z` to `2026-11-20T07:33:12.123Z`; sorts as text. */
function shortTime(time: string): string {
  const [, seconds, fraction = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z$/.exec(time) ?? [];
  return seconds ? `${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z` : time;
}

/** A progress bar writes one line many times over, with a carriage return between: its last state is the line. */
function lastOverwrite(text: string): string {
  const line = text.replace(/[\r\n]+$/, '');
  return line.slice(line.lastIndexOf('\r') + 1);
}
