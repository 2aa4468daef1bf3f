import type { PlannedContainer } from '../plan/podPlan';
import type { PodContext } from './podContext';

/** Runs the postStart hook of a container that has just started. Throws EngineError `hook-failed`. */
export async function runPostStart(
  _context: PodContext,
  _container: PlannedContainer,
  _containerId: string,
): Promise<void> {}

/** Runs the preStop hook before the container is told to end, for `timeoutMs` at most. A hook that fails holds nothing up. */
export async function runPreStop(
  _context: PodContext,
  _container: PlannedContainer,
  _containerId: string,
  _timeoutMs: number,
): Promise<void> {}
