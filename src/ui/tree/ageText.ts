const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * The time since `since` (RFC 3339) in kubectl's units, without seconds: the view refreshes it twice a minute.
 * `now` in milliseconds of the epoch. Clocks that disagree give the youngest age, an unreadable time gives ''.
 */
export function ageText(since: string, now: number): string {
  const age = now - Date.parse(since);
  if (Number.isNaN(age)) return '';
  if (age < minute) return '<1m';
  if (age < hour) return `${Math.floor(age / minute)}m`;
  if (age < 2 * day) return `${Math.floor(age / hour)}h`;
  return `${Math.floor(age / day)}d`;
}
