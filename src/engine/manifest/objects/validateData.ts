import { pathBelow } from '../places';
import { type Reading, report } from '../reading';
import { fault } from '../validate/fault';

export type TextMap = Record<string, string>;

/** The most that a ConfigMap or a Secret may hold, in bytes. Source: core/v1 MaxSecretSize. */
export const maxDataBytes = 1024 * 1024;

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Holds the values of a map against Base64; `plain` is the field that takes text as it is. */
export function checkBase64(reading: Reading, data: TextMap, plain: string): void {
  for (const [key, text] of Object.entries(data)) {
    if (!base64.test(text.replace(/[\r\n]/g, ''))) fault(reading, data, key, 'not-base64', { field: plain });
  }
}

/** Bytes that Base64 stands for. */
export function bytesOfBase64(text: string): number {
  return Buffer.byteLength(text, 'base64');
}

/** Says so where an object has more data than an API server takes. */
export function checkDataSize(reading: Reading, owner: object, kind: string, bytes: number): void {
  if (bytes <= maxDataBytes) return;
  const place = reading.places.own.get(owner);
  const args = { kind, size: String(bytes), limit: String(maxDataBytes) };
  report(reading, 'too-much-data', place?.key ?? [0, 0], args, { path: pathBelow(place, 'data') });
}
