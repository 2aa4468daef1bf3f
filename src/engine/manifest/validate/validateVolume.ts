import { parseQuantity } from '../../plan/quantity';
import type { Reading } from '../reading';
import { checkAtMostOne, checkOneOf, checkValue, requireField, requireName } from './checks';
import type { DraftVolume } from './draft';
import { fault } from './fault';
import { hasNoStepBack } from './paths';
import type { PodFacts } from './podFacts';
import { validateClaimSpec } from './validateClaimSpec';
import { validateProjected } from './validateProjected';
import { validateDownwardFiles, validateItems, validateMode } from './validateVolumeFiles';

/** Holds one volume against the API server's rules. One without a source is an emptyDir. */
export function validateVolume(reading: Reading, volume: DraftVolume, pod: PodFacts): void {
  requireName(reading, volume, 'name', 'dns-label');
  checkAtMostOne(
    reading,
    volume,
    Object.keys(volume).filter((key) => key !== 'name'),
  );
  const { emptyDir, projected } = volume;
  if (emptyDir) validateEmptyDir(reading, emptyDir);
  validateHostStorage(reading, volume);
  validateClaims(reading, volume);
  validateFiles(reading, volume, pod);
  if (projected) validateProjected(reading, projected, pod);
}

function validateEmptyDir(reading: Reading, emptyDir: NonNullable<DraftVolume['emptyDir']>): void {
  if (!emptyDir.medium?.startsWith('HugePages')) checkOneOf(reading, emptyDir, 'medium', ['', 'Memory']);
  checkValue(reading, emptyDir, 'sizeLimit', 'not-negative', (size) => !((parseQuantity(size) ?? 0) < 0));
}

function validateHostStorage(reading: Reading, { hostPath, nfs, image }: DraftVolume): void {
  if (hostPath) {
    requireField(reading, hostPath, 'path');
    checkValue(reading, hostPath, 'path', 'no-dots', hasNoStepBack);
  }
  if (nfs) {
    requireField(reading, nfs, 'server');
    requireField(reading, nfs, 'path');
    checkValue(reading, nfs, 'path', 'absolute-path', (path) => path.startsWith('/'));
  }
  if (image) requireField(reading, image, 'reference');
}

function validateClaims(reading: Reading, { persistentVolumeClaim, ephemeral }: DraftVolume): void {
  if (persistentVolumeClaim) requireName(reading, persistentVolumeClaim, 'claimName', 'dns-subdomain');
  if (!ephemeral) return;
  requireField(reading, ephemeral, 'volumeClaimTemplate');
  const { spec } = ephemeral.volumeClaimTemplate ?? {};
  if (spec) validateClaimSpec(reading, spec);
}

function validateFiles(reading: Reading, volume: DraftVolume, pod: PodFacts): void {
  const { configMap, secret, downwardAPI } = volume;
  if (configMap) requireName(reading, configMap, 'name', 'dns-subdomain');
  if (secret) requireName(reading, secret, 'secretName', 'dns-subdomain');
  for (const source of [configMap, secret]) {
    if (!source) continue;
    validateMode(reading, source, 'defaultMode');
    validateItems(reading, source.items);
  }
  if (!downwardAPI) return;
  validateMode(reading, downwardAPI, 'defaultMode');
  validateDownwardFiles(reading, downwardAPI.items, pod);
}

/** A claim that is made for an ephemeral volume is that volume's alone. */
export function validateCreatedClaims(
  reading: Reading,
  volumes: readonly DraftVolume[],
  podName: string,
): void {
  if (podName === '') return;
  const created = new Set(
    volumes.filter(({ ephemeral }) => ephemeral).map(({ name }) => `${podName}-${name ?? ''}`),
  );
  for (const { persistentVolumeClaim: claim } of volumes) {
    const value = claim?.claimName;
    if (!claim || !value || !created.has(value)) continue;
    fault(reading, claim, 'claimName', 'invalid-value', { value, rule: 'created-claim' });
  }
}
