import type { BlockEntry } from './blockEntries';
import { kindOf } from './kinds';

type Steps = readonly (string | number)[];

/** A path of a document, seen from the object it belongs to. */
export interface KindPlace {
  /** `Deployment`. */
  kind: string;
  /** Below the object: of a list's item, below that. */
  steps: Steps;
  /** Below the Pod that the object is or has as a template; absent for what lies beside it. */
  inPod?: Steps;
}

/** Which object a path belongs to, by the kinds written in `entries`. Undefined where it is none that is read. */
export function kindPlace(text: string, entries: readonly BlockEntry[], path: Steps): KindPlace | undefined {
  return placeBelow(text, entries, [], path, undefined);
}

function placeBelow(
  text: string,
  entries: readonly BlockEntry[],
  root: Steps,
  steps: Steps,
  defaultKind: string | undefined,
): KindPlace | undefined {
  const kind = writtenAt(text, entries, [...root, 'kind']) ?? defaultKind;
  const known = kind === undefined ? undefined : kindOf(kind);
  if (kind === undefined || !known) return undefined;
  if (known.reads === 'list' && steps[0] === 'items' && typeof steps[1] === 'number') {
    return placeBelow(text, entries, [...root, 'items', steps[1]], steps.slice(2), known.itemKind);
  }
  const template = known.reads === 'pod' ? known.template : undefined;
  const isInPod = template?.every((step, index) => steps[index] === step);
  return { kind, steps, ...(template && isInPod ? { inPod: steps.slice(template.length) } : {}) };
}

/** The plain text written at a path; undefined where no line has it. */
export function writtenAt(text: string, entries: readonly BlockEntry[], path: Steps): string | undefined {
  const entry = entries.find(
    ({ steps }) => steps.length === path.length && steps.every((step, index) => step === path[index]),
  );
  return entry && text.slice(...entry.value).replaceAll(/^["']|["']$/g, '');
}
