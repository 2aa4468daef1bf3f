const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/**
 * A time of so many milliseconds in few characters, `3m12s`, as kubectl shows ages.
 * Source: https://github.com/kubernetes/apimachinery/blob/master/pkg/util/duration/duration.go
 */
export function humanDuration(ms: number): string {
  // Another machine's clock may be ahead.
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 2 * minute) return `${seconds}s`;
  if (seconds < 10 * minute) return both(seconds, minute, 'm', 1, 's');
  if (seconds < 3 * hour) return `${Math.floor(seconds / minute)}m`;
  if (seconds < 8 * hour) return both(seconds, hour, 'h', minute, 'm');
  if (seconds < 2 * day) return `${Math.floor(seconds / hour)}h`;
  if (seconds < 8 * day) return both(seconds, day, 'd', hour, 'h');
  if (seconds < 2 * year) return `${Math.floor(seconds / day)}d`;
  if (seconds < 8 * year) return both(seconds, year, 'y', day, 'd');
  return `${Math.floor(seconds / year)}y`;
}

function both(seconds: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)}${largeName}${rest > 0 ? `${rest}${smallName}` : ''}`;
}
