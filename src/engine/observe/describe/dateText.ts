/** A time (RFC 3339) as kubectl writes it, in UTC: `Sat, 21 Nov 2026 16:33:42 +0000`. */
export function dateText(time: string): string {
  return new Date(time).toUTCString().replace('GMT', '+0000');
}
