import type { ObjectMeta } from '../../model/pod';
import { type Reading, report } from '../reading';
import { checkKeys } from '../validate/checks';
import type { Draft } from '../validate/draft';
import { bytesOfBase64, checkBase64, checkDataSize, type TextMap } from './validateData';

export interface DraftSecret {
  metadata?: Draft<ObjectMeta>;
  type?: string;
  data?: TextMap;
  stringData?: TextMap;
}

/** The keys that a Secret of a type must have, any of them or all. */
const keysOfType: Record<string, { any?: string[]; all?: string[] }> = {
  'kubernetes.io/dockercfg': { all: ['.dockercfg'] },
  'kubernetes.io/dockerconfigjson': { all: ['.dockerconfigjson'] },
  'kubernetes.io/basic-auth': { any: ['username', 'password'] },
  'kubernetes.io/ssh-auth': { all: ['ssh-privatekey'] },
  'kubernetes.io/tls': { all: ['tls.crt', 'tls.key'] },
};
const accountName = 'kubernetes.io/service-account.name';

/**
 * Holds a Secret against the rules of the API server; no finding repeats a value. Source: ValidateSecret in
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go
 */
export function validateSecret(reading: Reading, secret: DraftSecret): void {
  const { data = {}, stringData = {}, type = '' } = secret;
  checkKeys(reading, data, 'data-key');
  checkKeys(reading, stringData, 'data-key');
  checkBase64(reading, data, 'stringData');
  checkDataSize(reading, secret, 'Secret', sizeOf(secret));
  const rule = Object.hasOwn(keysOfType, type) ? keysOfType[type] : undefined;
  const lacks = (key: string) => !Object.hasOwn(stringData, key) && !Object.hasOwn(data, key);
  for (const key of rule?.all?.filter(lacks) ?? []) reportKey(reading, secret, `data[${key}]`);
  if (rule?.any?.every(lacks)) reportKey(reading, secret, `data[${rule.any[0]}]`);
  if (type === 'kubernetes.io/service-account-token' && !secret.metadata?.annotations?.[accountName]) {
    reportKey(reading, secret, `metadata.annotations[${accountName}]`);
  }
  if (type.startsWith('kubernetes.io/docker')) checkJson(reading, secret, rule?.all?.[0] ?? '');
}

function sizeOf({ data = {}, stringData = {} }: DraftSecret): number {
  let bytes = 0;
  for (const text of Object.values(stringData)) bytes += Buffer.byteLength(text);
  for (const [key, text] of Object.entries(data)) {
    if (!Object.hasOwn(stringData, key)) bytes += bytesOfBase64(text);
  }
  return bytes;
}

/** A key that the type asks for is missing: the type is where to look first. */
function reportKey(reading: Reading, secret: DraftSecret, path: string): void {
  const { own, inside } = reading.places;
  const range = inside.get(secret)?.get('type')?.value ?? own.get(secret)?.key ?? [0, 0];
  report(reading, 'required', range, { type: secret.type ?? '' }, { path });
}

function checkJson(reading: Reading, { data = {}, stringData = {} }: DraftSecret, key: string): void {
  const owner = Object.hasOwn(stringData, key) ? stringData : data;
  const text = Object.hasOwn(owner, key) ? owner[key] : undefined;
  if (text === undefined) return;
  const place = reading.places.inside.get(owner)?.get(key);
  if (isJsonMap(owner === stringData ? text : Buffer.from(text, 'base64').toString())) return;
  report(reading, 'not-json', place?.value ?? [0, 0], {}, { path: `data[${key}]` });
}

function isJsonMap(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && !Array.isArray(value);
  } catch {
    return false;
  }
}
