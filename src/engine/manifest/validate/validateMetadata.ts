import type { Reading } from '../reading';
import { checkKeys, checkName, requireField, requireName } from './checks';
import type { DraftPod } from './draft';
import { faultAt } from './fault';

/** Bytes that the keys and values of all annotations may have together. */
const maxAnnotations = 256 * 1024;

/** Holds the metadata of an object against the API server's rules. */
export function validateMetadata(reading: Reading, object: Pick<DraftPod, 'metadata'>): void {
  const { metadata } = object;
  if (!metadata) {
    requireField(reading, object, 'metadata');
    return;
  }
  const { labels = {}, annotations = {} } = metadata;
  requireName(reading, metadata, 'name', 'dns-subdomain');
  checkName(reading, metadata, 'namespace', 'dns-label');
  checkKeys(reading, labels, 'label-key');
  for (const key of Object.keys(labels)) checkName(reading, labels, key, 'label-value');
  checkKeys(reading, annotations, 'annotation-key');
  const size = Object.entries(annotations).reduce((sum, each) => sum + bytes(each.join('')), 0);
  if (size > maxAnnotations) {
    faultAt(reading, annotations, 'too-long', { length: String(size), limit: String(maxAnnotations) });
  }
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
