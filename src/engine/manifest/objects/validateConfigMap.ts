import type { Reading } from '../reading';
import { checkKeys } from '../validate/checks';
import { fault } from '../validate/fault';
import { bytesOfBase64, checkBase64, checkDataSize, type TextMap } from './validateData';

export interface DraftConfigMap {
  data?: TextMap;
  binaryData?: TextMap;
}

/**
 * Holds a ConfigMap against the rules of the API server. Source: ValidateConfigMap in
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go
 */
export function validateConfigMap(reading: Reading, configMap: DraftConfigMap): void {
  const { data = {}, binaryData = {} } = configMap;
  checkKeys(reading, data, 'data-key');
  checkKeys(reading, binaryData, 'data-key');
  checkBase64(reading, binaryData, 'data');
  for (const key of Object.keys(binaryData)) {
    if (Object.hasOwn(data, key)) fault(reading, binaryData, key, 'duplicate-field', { field: key }, 'key');
  }
  const texts = Object.values(data).map((text) => Buffer.byteLength(text));
  const binaries = Object.values(binaryData).map(bytesOfBase64);
  const bytes = [...texts, ...binaries].reduce((sum, size) => sum + size, 0);
  checkDataSize(reading, configMap, 'ConfigMap', bytes);
}
