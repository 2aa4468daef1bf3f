import type { PodEvent } from '../model/podEvent';
import type { PodCondition } from '../model/podStatus';
import { mergeEvents } from './mergeEvents';

/** What is known of a pod beside what Docker tells. */
export interface KeptRecord {
  /** Oldest first. */
  events: PodEvent[];
  /** As they last changed; one of each type. */
  conditions: PodCondition[];
  /** What probes last found of containers that run, by Docker's id. */
  probed: Record<string, Probed>;
}

export interface Probed {
  /** When the container was started: Docker may start it again under its id. */
  startedAt: string;
  started: boolean;
  ready: boolean;
}

export const emptyRecord: KeptRecord = { events: [], conditions: [], probed: {} };

/** There is nothing in it that would have to be kept. */
export function isEmpty({ events, conditions, probed }: KeptRecord): boolean {
  return events.length + conditions.length + Object.keys(probed).length === 0;
}

/** A record with what came later. */
export function mergeRecords(before: KeptRecord, later: KeptRecord): KeptRecord {
  return {
    events: mergeEvents(before.events, later.events),
    conditions: mergeConditions(before.conditions, later.conditions),
    probed: { ...before.probed, ...later.probed },
  };
}

/** Of two windows that saw one change the first to say so has its time. */
function mergeConditions(before: readonly PodCondition[], later: readonly PodCondition[]): PodCondition[] {
  const all = new Map(before.map((condition) => [condition.type, condition]));
  for (const condition of later) {
    const known = all.get(condition.type);
    const isNews = known?.status !== condition.status && timeOf(condition) >= timeOf(known);
    if (isNews) all.set(condition.type, condition);
  }
  return [...all.values()];
}

function timeOf(condition: PodCondition | undefined): number {
  return Date.parse(condition?.lastTransitionTime ?? '') || 0;
}
