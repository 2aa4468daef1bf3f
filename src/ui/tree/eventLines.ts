import type { PodEvent } from '../../engine';
import { containerOf } from '../../webview/containerOf';
import type { Translate } from '../translate';
import { ageText } from './ageText';
import type { TooltipLine } from './podTooltip';

/** Events that a tooltip has room for. */
const shown = 5;

/**
 * The last events of a pod for a tooltip, warnings before all others, else in the order they came. `container`: those
 * about this container alone. `now` in milliseconds of the epoch.
 */
export function eventLines(
  events: readonly PodEvent[],
  now: number,
  t: Translate,
  container?: string,
): TooltipLine[] {
  const own = events.filter(
    ({ fieldPath }) => container === undefined || containerOf(fieldPath) === container,
  );
  const last = own.slice(-shown);
  const isWarning = ({ type }: PodEvent) => type === 'Warning';
  const sorted = [...last.filter(isWarning), ...last.filter((event) => !isWarning(event))];
  return sorted.map((event) => lineOf(event, container === undefined, now, t));
}

function lineOf(
  { type, reason, message, fieldPath, count, lastTimestamp }: PodEvent,
  ofPod: boolean,
  now: number,
  t: Translate,
): TooltipLine {
  const about = ofPod ? containerOf(fieldPath) : '';
  const age = ageText(lastTimestamp, now);
  const often = count > 1 ? `×${count}` : '';
  return {
    label: reason,
    text: [about, message, often, age && t('{0} ago', age)].filter(Boolean).join(' · '),
    icon: type === 'Warning' ? 'warning' : 'circle-small',
  };
}
