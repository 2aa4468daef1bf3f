import type { PodEvent } from '../model/podEvent';

/** Series that are kept of one pod: the oldest go. */
const maxSeries = 100;
/** From so many messages on that one thing says differently, all further ones are one series. */
const maxSimilar = 10;
const similarMs = 600_000;
const combined = '(combined from similar events): ';

/**
 * Events with others that came later, as Kubernetes' event correlator does: equal ones are one with a count, and of what
 * says something else each time the further ones are one, too. Oldest first, by when they last came. Pure.
 * Source: https://github.com/kubernetes/client-go/blob/master/tools/record/events_cache.go
 */
export function mergeEvents(before: readonly PodEvent[], later: readonly PodEvent[]): PodEvent[] {
  // Asked for at each look at a pod, mostly with nothing new.
  if (later.length === 0) return [...before];
  const series = new Map(before.map((event) => [seriesOf(event), event]));
  for (const event of later) {
    const known = series.has(seriesOf(event)) ? event : correlated(event, [...series.values()]);
    const key = seriesOf(known);
    series.set(key, added(series.get(key), known));
  }
  const time = ({ lastTimestamp }: PodEvent) => Date.parse(lastTimestamp);
  return [...series.values()].sort((a, b) => time(a) - time(b)).slice(-maxSeries);
}

function added(known: PodEvent | undefined, event: PodEvent): PodEvent {
  if (!known) return event;
  // Two windows have read one thing off Docker.
  if (event.lastTimestamp === known.lastTimestamp) return known;
  const [first = '', last = ''] = [
    [known.firstTimestamp, event.firstTimestamp].sort()[0],
    [known.lastTimestamp, event.lastTimestamp].sort()[1],
  ];
  return { ...event, count: known.count + event.count, firstTimestamp: first, lastTimestamp: last };
}

/** A series by what is equal in it; of a combined one the message is only the last. */
function seriesOf({ type, reason, fieldPath, message }: PodEvent): string {
  return JSON.stringify([type, reason, fieldPath, message.startsWith(combined) ? combined : message]);
}

function correlated(event: PodEvent, known: readonly PodEvent[]): PodEvent {
  const since = Date.parse(event.firstTimestamp) - similarMs;
  const similar = known.filter(
    ({ type, reason, fieldPath, lastTimestamp }) =>
      type === event.type &&
      reason === event.reason &&
      fieldPath === event.fieldPath &&
      Date.parse(lastTimestamp) >= since,
  );
  return similar.length < maxSimilar ? event : { ...event, message: `${combined}${event.message}` };
}
