import type { Finding } from '../../model/finding';
import type { ObjectRef } from '../../model/podObject';
import type { SupportNote } from '../../model/supportNotes';
import type { PodDocument } from '../manifestRead';
import { report } from '../reading';
import type { KeyReference, ObjectReference } from './referencesOf';

/**
 * What is to be said of the objects that a pod names and that stand nowhere. `has` tells whether one stands somewhere,
 * `keysOf` the keys it has (undefined: not known). Warnings: the objects may come from elsewhere before the pod is run.
 */
export function missingObjects(
  { references }: Pick<PodDocument, 'references'>,
  has: (ref: ObjectRef) => boolean,
  keysOf: (ref: ObjectRef) => readonly string[] | undefined = () => undefined,
): Finding[] {
  const found = { findings: [] as Finding[] };
  for (const reference of references) {
    if (!has(reference.ref)) reportMissing(found, reference);
    else reportKeys(found, reference, keysOf(reference.ref));
  }
  return found.findings;
}

function reportMissing(into: { findings: Finding[] }, { ref, path, range, optional }: ObjectReference): void {
  const { kind, name } = ref;
  const isClaim = kind === 'PersistentVolumeClaim';
  const note: SupportNote | undefined = isClaim ? 'claim-made' : optional ? 'optional-missing' : undefined;
  const severity = note ? 'information' : 'warning';
  report(into, 'object-missing', range, { kind, name, ...(note ? { note } : {}) }, { severity, path });
}

function reportKeys(
  into: { findings: Finding[] },
  { ref: { kind, name }, keys, optional }: ObjectReference,
  there: readonly string[] | undefined,
): void {
  if (!there) return;
  const isMissing = ({ key }: KeyReference) => !there.includes(key);
  for (const { key, path, range } of keys.filter(isMissing)) {
    const args = { kind, name, key, ...(optional ? { note: 'optional-missing' } : {}) };
    report(into, 'object-key-missing', range, args, { severity: optional ? 'information' : 'warning', path });
  }
}
