import type { PodContext } from './podContext';

/**
 * Makes a sandbox that has just started ready for containers: files of volumes, fsGroup, hosts and resolv.conf.
 * Throws EngineError `volume-failed`, `object-missing`, `object-key-missing`.
 */
export async function prepareSandbox(_context: PodContext, _sandboxId: string): Promise<void> {}
