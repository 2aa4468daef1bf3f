import type { Pod } from '../model/pod';
import type { PlannedObject } from './podPlan';

/** The ConfigMaps and Secrets that environment and volumes of the pod take from, each once. */
export function objectsOf(_pod: Pod): PlannedObject[] {
  return [];
}
