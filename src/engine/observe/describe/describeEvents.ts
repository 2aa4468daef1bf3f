import type { PodEvent } from '../../model/podEvent';
import { humanDuration } from './humanDuration';
import { none, type Row, row } from './rows';

/** Who tells of them, where Kubernetes has the kubelet. */
const source = 'docker-pods';

/** The table of events with their ages at `now` (ms). */
export function describeEvents(events: readonly PodEvent[], now: number): Row[] {
  if (events.length === 0) return row(0, 'Events:', none);
  return [
    ...row(0, 'Events:'),
    ...row(1, 'Type', 'Reason', 'Age', 'From', 'Message'),
    ...row(1, '----', '------', '----', '----', '-------'),
    ...events.flatMap((event) =>
      row(1, event.type, event.reason, ageOf(event, now), source, event.message.trim()),
    ),
  ];
}

function ageOf({ count, firstTimestamp, lastTimestamp }: PodEvent, now: number): string {
  const since = (time: string) => humanDuration(now - Date.parse(time));
  return count > 1
    ? `${since(lastTimestamp)} (x${count} over ${since(firstTimestamp)})`
    : since(firstTimestamp);
}
