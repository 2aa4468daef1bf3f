/** Whether the daemon speaks at least this version of Docker's API: `1.9` is before `1.48`. */
export function speaks({ apiVersion }: { apiVersion: string }, needed: `1.${number}`): boolean {
  return minorOf(apiVersion) >= minorOf(needed);
}

/** All of Docker's APIs are 1.x. */
function minorOf(version: string): number {
  return Number(version.split('.')[1] ?? 0);
}
