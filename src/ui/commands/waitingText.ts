import type { PodProblem, PodSnapshot } from '../../engine';
import type { Translate } from '../translate';
import { statusesOf } from '../tree/containersOf';
import { podTitle } from '../tree/podPresentation';
import { podState } from '../tree/podState';

/** Why a pod that was started waits for somebody to mend something. */
export interface WaitingText {
  text: string;
  /** What is behind it, where the engine has it as data. */
  problem?: PodProblem;
}

/**
 * What to say of a pod that was started: which container waits, for what reason. Undefined where nothing has to be
 * mended. `explain` gives the sentence of a problem.
 */
export function waitingText(
  snapshot: PodSnapshot,
  explain: (problem: PodProblem) => string,
  t: Translate,
): WaitingText | undefined {
  const pod = podTitle(snapshot.metadata);
  const [problem] = snapshot.problems;
  if (problem) {
    const { containerName, reason } = problem;
    return { text: [headOf(pod, containerName, reason, t), explain(problem)].join(' '), problem };
  }
  if (podState(snapshot).tone !== 'error') return undefined;
  const stuck = statusesOf(snapshot).find(({ state }) => state.waiting?.message);
  const { reason, message } = stuck?.state.waiting ?? {};
  return reason && message ? { text: [headOf(pod, stuck?.name, reason, t), message].join(' ') } : undefined;
}

function headOf(pod: string, container: string | undefined, reason: string, t: Translate): string {
  return container === undefined
    ? t('Pod {0} waits: {1}.', pod, reason)
    : t('Pod {0} waits: {1} of container {2}.', pod, reason, container);
}
