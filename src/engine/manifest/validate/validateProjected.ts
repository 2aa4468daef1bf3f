import type { Reading } from '../reading';
import { checkAtMostOne, checkRange, requireField, requireName } from './checks';
import type { DraftProjection, DraftVolume } from './draft';
import { fault } from './fault';
import { checkFilePath } from './paths';
import type { PodFacts } from './podFacts';
import { validateDownwardFiles, validateItems, validateMode } from './validateVolumeFiles';

const kinds = [
  'secret',
  'configMap',
  'downwardAPI',
  'serviceAccountToken',
  'clusterTrustBundle',
  'podCertificate',
];

/** Holds a projected volume against the API server's rules. */
export function validateProjected(
  reading: Reading,
  projected: NonNullable<DraftVolume['projected']>,
  pod: PodFacts,
): void {
  validateMode(reading, projected, 'defaultMode');
  const paths = new Set<string>();
  for (const source of projected.sources ?? []) {
    checkAtMostOne(reading, source, kinds);
    validateSource(reading, source, pod);
    for (const file of filesOf(source)) {
      const { path } = file;
      if (path && paths.has(path)) fault(reading, file, 'path', 'duplicate-path', { value: path });
      if (path) paths.add(path);
    }
  }
}

function validateSource(reading: Reading, source: DraftProjection, pod: PodFacts): void {
  const { configMap, secret, downwardAPI, serviceAccountToken: token } = source;
  for (const object of [configMap, secret]) {
    if (!object) continue;
    requireName(reading, object, 'name', 'dns-subdomain');
    validateItems(reading, object.items);
  }
  if (downwardAPI) validateDownwardFiles(reading, downwardAPI.items, pod);
  if (!token) return;
  requireField(reading, token, 'path');
  checkFilePath(reading, token, 'path');
  checkRange(reading, token, 'expirationSeconds', [600, 2 ** 32], 'token-lifetime');
}

function filesOf({ configMap, secret, downwardAPI }: DraftProjection): { path?: string | undefined }[] {
  return [configMap, secret, downwardAPI].flatMap((source) => source?.items ?? []);
}
