import type { Reading } from '../reading';
import type { JsonValue } from '../readValue';

/** Holds a Pod against the API server's rules. */
export function validatePod(_reading: Reading, pod: { [key: string]: JsonValue }): void {
  pod.metadata ??= {};
  (pod.metadata as { [key: string]: JsonValue }).namespace ||= 'default';
}
