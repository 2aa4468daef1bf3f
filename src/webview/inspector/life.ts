import { containerOf } from '../containerOf';
import type { PodCondition, PodEvent, PodLife } from '../protocol';
import { element, foreign } from './dom';

/** The words of this part of the panel. */
export interface LifeStrings {
  language: string;
  conditions: string;
  events: string;
  warning: string;
}

/** How the pod stands and what happened to it; empty as long as nothing is known. */
export function lifeElements({ conditions, events }: PodLife, strings: LifeStrings): HTMLElement[] {
  return [
    ...section(strings.conditions, 'ul', 'conditions', conditions.map(conditionElement)),
    ...section(
      strings.events,
      'ol',
      'events',
      events.map((event) => eventElement(event, strings)),
    ),
  ];
}

function section(title: string, list: 'ul' | 'ol', name: string, entries: HTMLElement[]): HTMLElement[] {
  if (entries.length === 0) return [];
  return [element('section', {}, element('h2', {}, title), element(list, { class: name }, ...entries))];
}

function conditionElement({ type, status, reason, message }: PodCondition): HTMLElement {
  const why = [reason, message].filter((text) => text !== undefined && text !== '').join(' · ');
  return element(
    'li',
    { class: `is-${status.toLowerCase()}` },
    element('span', { class: 'name' }, type),
    element('span', { class: 'status' }, status),
    element('span', { class: 'why' }, foreign(why)),
  );
}

function eventElement(
  { type, reason, message, fieldPath, count, lastTimestamp }: PodEvent,
  { language, warning }: LifeStrings,
): HTMLElement {
  const isWarning = type === 'Warning';
  const time = new Date(lastTimestamp);
  const attributes = { datetime: lastTimestamp, title: time.toLocaleString(language) };
  const sign = element('span', { class: 'sign', role: 'img', 'aria-label': warning }, '⚠');
  const container = containerOf(fieldPath);
  const often = element('span', { class: 'count' }, ` ×${count}`);
  return element(
    'li',
    isWarning ? { class: 'warning' } : {},
    element('time', attributes, time.toLocaleTimeString(language)),
    element('span', { class: 'reason' }, ...(isWarning ? [sign, ' '] : []), foreign(reason)),
    element(
      'span',
      { class: 'message' },
      ...(container ? [element('span', { class: 'name' }, foreign(container)), ' '] : []),
      foreign(message),
      ...(count > 1 ? [often] : []),
    ),
  );
}
