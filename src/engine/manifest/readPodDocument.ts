import type { ObjectMeta, Pod } from '../model/pod';
import { kindSupport } from './kindSupport';
import type { PodKind } from './kinds';
import type { PodDocument } from './manifestRead';
import { placeReferences } from './objects/placeReferences';
import { makePlace } from './places';
import type { Reading } from './reading';
import { type JsonObject, readObject } from './readValue';
import { objectSchema } from './schema';
import type { Draft, DraftPod } from './validate/draft';
import { validatePod } from './validate/validatePod';
import { podOfWorkload } from './workloads/podOfWorkload';
import type { Written } from './written';

/** Reads a Pod, or the pod of a workload's template; findings go to `reading`. */
export function readPodDocument(reading: Reading, written: Written, kind: PodKind): PodDocument {
  const { entries, range, anchor, item } = written;
  const root = makePlace(undefined, '', anchor, range);
  const object = readObject(reading, entries, objectSchema(written.kind), root, kindSupport(written.kind));
  const isPod = kind.template.length === 0;
  const pod = isPod ? (object as DraftPod) : podOfWorkload(reading, object, written.kind, kind);
  if (pod) validatePod(reading, pod);
  const metadata = (pod ?? (object as DraftPod)).metadata as Draft<ObjectMeta> | undefined;
  const { name, namespace } = metadata ?? {};
  if (metadata && !namespace) metadata.namespace = 'default';
  const document: PodDocument = {
    range,
    anchor,
    namespace: namespace || 'default',
    references: pod ? placeReferences(reading, pod, namespace || 'default') : [],
    // The reading's own list: readDocument takes it when all is read.
    findings: reading.findings,
  };
  // Where it is not what its type says, a finding of severity error stands, and readDocument takes it away.
  if (pod) document.pod = pod as unknown as Pod;
  if (name) document.name = name;
  if (item !== '') document.item = item;
  if (!isPod) document.template = templateOf(written.kind, object, kind);
  return document;
}

function templateOf(
  kind: string,
  object: JsonObject,
  { template }: PodKind,
): PodDocument['template'] & object {
  const { name } = (object.metadata ?? {}) as { name?: string };
  return { kind, path: template.join('.'), ...(name ? { name } : {}) };
}
