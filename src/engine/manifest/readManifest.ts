import type { ManifestRead } from './manifestRead';
import { createManifestReader } from './manifestReader';

/**
 * Reads a manifest as Kubernetes does: every pod and object in it, and a finding for whatever is wrong with it or
 * different here. Never throws. Ranges count UTF-16 code units of `text`.
 */
export function readManifest(text: string): ManifestRead {
  return createManifestReader()(text);
}
