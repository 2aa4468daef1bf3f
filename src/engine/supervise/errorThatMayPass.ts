import { EngineError, type EngineErrorCode } from '../model/engineError';

/** The way to Docker is broken, or nobody wants it any more: nothing of the pod is at fault. */
const endsAll = new Set<EngineErrorCode>([
  'docker-unreachable',
  'docker-permission',
  'docker-unsupported-host',
  'docker-context-broken',
  'cancelled',
]);

/**
 * What a container can wait for: all that Docker, a registry or a manifest refuses may be granted later. Throws the
 * others.
 */
export function errorThatMayPass(error: unknown): EngineError {
  if (error instanceof EngineError && !endsAll.has(error.code)) return error;
  throw error;
}
