import type { EngineError } from '../model/engineError';
import type { TextRange } from '../model/finding';
import type { Pod, PodSpec } from '../model/pod';
import { fieldOfError } from './fieldOfError';
import type { PodDocument } from './manifestRead';
import { stepsOf } from './places';
import { rangeOfField } from './rangeOfField';

/** A field that can mend a problem, and where its value stands in a manifest's text. */
export interface ProblemPlace {
  /** `spec.containers[0].image` */
  path: string;
  range: TextRange;
}

/**
 * Where a text can mend what keeps the pod of its name from running. Undefined where it cannot, where it says something
 * else there already than the pod that stands, or while it has mistakes.
 */
export function placeOfProblem(
  problem: Pick<EngineError, 'code' | 'args'>,
  standing: PodSpec,
  text: string,
  document: PodDocument,
): ProblemPlace | undefined {
  const pod = document.pod ?? document.readable;
  const path = pod && fieldOfError(problem, pod);
  if (!path) return undefined;
  const before = fieldOfError(problem, { ...pod, spec: standing });
  const isSame = before !== undefined && written(pod, path) === written({ spec: standing }, before);
  const range = isSame ? rangeOfField(text, document, path) : undefined;
  return range && { path, range };
}

function written(pod: Partial<Pod>, path: string): string | undefined {
  const value = stepsOf(path).reduce<unknown>(
    (owner, step) => (owner as Record<string | number, unknown> | undefined)?.[step],
    pod,
  );
  return JSON.stringify(value);
}
