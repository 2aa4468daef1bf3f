import type { PodEvent } from '../model/podEvent';
import { type PodSnapshot, podKeyString } from '../model/podSnapshot';

/** Everything of the pod as text for people, in the shape of `kubectl describe pod`. */
export function describePod(snapshot: PodSnapshot, events: readonly PodEvent[]): string {
  return [podKeyString(snapshot.metadata), ...events.map(({ message }) => message)].join('\n');
}
