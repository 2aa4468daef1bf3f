import type { PodDocument } from '../../../src/engine/manifest/manifestRead';
import { EngineError } from '../../../src/engine/model/engineError';
import type { Finding } from '../../../src/engine/model/finding';
import { planPod } from '../../../src/engine/plan/planPod';
import { facts } from '../../unit/support/pods';

export type Verdict = 'runs' | 'runs with differences' | 'refused' | 'refused at the run' | 'not valid';

/**
 * What becomes of a pod's manifest here, and where: it runs as on Kubernetes, with differences (`path code`), is
 * refused at fields, or no cluster would take it. Findings of severity information tell no difference in what runs.
 */
export function verdictOf({ pod, readable, findings }: PodDocument): [verdict: Verdict, why: string[]] {
  const of = (severity: Finding['severity']) => findings.filter((finding) => finding.severity === severity);
  if (!readable) return ['not valid', of('error').map(shown)];
  if (!pod) return ['refused', of('error').map(shown)];
  try {
    planPod(pod, { facts, manifestDirectory: '/manifests' });
  } catch (error) {
    if (error instanceof EngineError) return ['refused at the run', [error.code]];
    throw error;
  }
  const differences = of('warning').map(shown);
  return [differences.length > 0 ? 'runs with differences' : 'runs', differences];
}

function shown({ code, path = '' }: Finding): string {
  return `${path} ${code}`.trim();
}
