import {
  type EngineError,
  type EngineErrorCode,
  fieldOfError,
  type PodDocument,
  type PodSnapshot,
  type ProblemPlace,
  placeOfProblem,
  rangeOfField,
} from '../../engine';

/** Something Docker had to say against a manifest, at the field of its text that can mend it. */
export interface ProblemMark {
  problem: Pick<EngineError, 'code' | 'args'>;
  place: ProblemPlace;
  /** What is written there. */
  written: string;
}

/** The findings of the text itself say these already, at the same place. */
const saidByFindings = new Set<EngineErrorCode>(['object-missing', 'object-key-missing']);

/**
 * What keeps the pod that stands under a document's name from running, as far as the text, as it reads now, can mend
 * it and has not yet. `before`: the marks so far, which while the text has mistakes stay with what they were made at.
 */
export function problemMarks(
  text: string,
  document: PodDocument,
  snapshot: PodSnapshot | undefined,
  before: readonly ProblemMark[],
): ProblemMark[] {
  if (snapshot?.desired !== 'Running') return [];
  const problems = snapshot.problems.filter(({ code }) => !saidByFindings.has(code));
  if (!document.pod && !document.readable) {
    const last = before.filter(({ problem }) => problems.some(({ code }) => code === problem.code));
    return followMarks(text, document, last);
  }
  const marks = problems.flatMap(({ code, args }) => {
    const place = placeOfProblem({ code, args }, snapshot.spec, text, document);
    return place ? [markAt(text, { code, args }, place)] : [];
  });
  return marks.filter((mark, index) => marks.findIndex((other) => isSame(mark, other)) === index);
}

/** Marks moved to where their fields stand now, without those whose text there has changed. */
export function followMarks(
  text: string,
  document: PodDocument,
  marks: readonly ProblemMark[],
): ProblemMark[] {
  return marks.flatMap(({ problem, place, written }) => {
    // While the text has mistakes, a field is known by its path alone.
    const path = document.pod ? fieldOfError(problem, document.pod) : place.path;
    const range = path === undefined ? undefined : rangeOfField(text, document, path);
    const isThere = path !== undefined && range && text.slice(...range) === written;
    return isThere ? [markAt(text, problem, { path, range })] : [];
  });
}

/** A mark of what is written at a place. */
export function markAt(text: string, problem: ProblemMark['problem'], place: ProblemPlace): ProblemMark {
  return { problem, place, written: text.slice(...place.range) };
}

function isSame(one: ProblemMark, other: ProblemMark): boolean {
  return one.problem.code === other.problem.code && one.place.path === other.place.path;
}
