import type { ObjectMeta } from '../../model/pod';
import type { ObjectKind, PodObject } from '../../model/podObject';
import { kindSupport } from '../kindSupport';
import type { ObjectDocument } from '../manifestRead';
import { makePlace } from '../places';
import type { Reading } from '../reading';
import { readObject } from '../readValue';
import { objectSchema } from '../schema';
import type { Draft } from '../validate/draft';
import { validateMetadata } from '../validate/validateMetadata';
import type { Written } from '../written';
import { type DraftClaim, validateClaim } from './validateClaim';
import { type DraftConfigMap, validateConfigMap } from './validateConfigMap';
import { type DraftSecret, validateSecret } from './validateSecret';

type DraftObject = { metadata?: Draft<ObjectMeta> } & DraftConfigMap & DraftSecret & DraftClaim;

/** Reads an object that pods refer to; findings go to `reading`. Undefined for one without a name: nothing can refer to it. */
export function readObjectDocument(
  reading: Reading,
  { entries, range, anchor }: Written,
  kind: ObjectKind,
): ObjectDocument | undefined {
  reading.isSecret = kind === 'Secret';
  const root = makePlace(undefined, '', anchor, range);
  const object = readObject(reading, entries, objectSchema(kind), root, kindSupport(kind)) as DraftObject;
  validateMetadata(reading, object);
  if (kind === 'ConfigMap') validateConfigMap(reading, object);
  else if (kind === 'Secret') validateSecret(reading, object);
  else validateClaim(reading, object);
  const { metadata } = object;
  const name = metadata?.name;
  const nameRange = metadata && reading.places.inside.get(metadata)?.get('name')?.value;
  if (!name || !nameRange) return undefined;
  const ref = { kind, namespace: metadata.namespace || 'default', name };
  return { ...ref, range, nameRange, object: podObject(ref, object), findings: reading.findings };
}

/** Of a key in two maps the later counts: stringData wins over data. */
function podObject(ref: Pick<PodObject, 'kind' | 'namespace' | 'name'>, object: DraftObject): PodObject {
  const { data = {}, binaryData = {}, stringData = {}, type } = object;
  if (ref.kind === 'PersistentVolumeClaim') return { ...ref, data: {} };
  if (ref.kind === 'ConfigMap') {
    const binaryKeys = Object.keys(binaryData);
    return {
      ...ref,
      data: { ...encoded(data), ...unbroken(binaryData) },
      ...(binaryKeys.length ? { binaryKeys } : {}),
    };
  }
  return { ...ref, data: { ...unbroken(data), ...encoded(stringData) }, ...(type ? { type } : {}) };
}

function encoded(texts: Record<string, string>): Record<string, string> {
  return mapped(texts, (text) => Buffer.from(text).toString('base64'));
}

/** Base64 may be written in several lines. */
function unbroken(texts: Record<string, string>): Record<string, string> {
  return mapped(texts, (text) => text.replace(/[\r\n]/g, ''));
}

function mapped(texts: Record<string, string>, map: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, map(text)]));
}
