import { type PodResult, podShortfalls, podTable, steps } from './podTable';

/** The tables, what was not measured and, with random numbers to tell chance by, whether the target is met. */
export function podReport(
  results: readonly PodResult[],
  absent: Readonly<Record<string, string>>,
  failures: readonly string[],
  random?: () => number,
): string {
  const measured = steps.filter((step) => results.some((result) => result.step === step));
  return [
    ...measured.map((step) => `\n${podTable(results, step)}`),
    '',
    ...Object.entries(absent).map(([peer, why]) => `${peer} was not measured: ${why}`),
    ...failures.map((failure) => `failed: ${failure}`),
    ...(random ? verdict(results, random) : []),
  ].join('\n');
}

function verdict(results: readonly PodResult[], random: () => number): string[] {
  const shortfalls = podShortfalls(results, random);
  const missed = shortfalls.some(({ byChance }) => !byChance);
  const word = missed ? 'missed' : shortfalls.length ? 'met, as far as the noise lets one tell' : 'met';
  return [
    `target (at most 1.1 times the floor, ahead of script and compose): ${word}`,
    ...shortfalls.map(({ text, byChance }) => `  ${text}${byChance ? ', perhaps by chance' : ''}`),
  ];
}
