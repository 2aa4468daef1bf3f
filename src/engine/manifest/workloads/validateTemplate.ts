import type { PodKind } from '../kinds';
import type { Reading } from '../reading';
import type { JsonObject } from '../readValue';
import type { DraftPod } from '../validate/draft';
import { fault } from '../validate/fault';

interface LabelSelector {
  matchLabels?: Record<string, string>;
}

/**
 * Holds a template against what its workload asks of it beyond the rules for pods. Source: ValidatePodTemplateSpecForRS
 * and ValidateJobSpec in https://github.com/kubernetes/kubernetes/blob/master/pkg/apis
 */
export function validateTemplate(
  reading: Reading,
  workload: JsonObject,
  template: JsonObject,
  { restartPolicies, apiVersion }: PodKind,
): void {
  const { spec, metadata } = template as DraftPod;
  if (spec && restartPolicies) checkRestartPolicy(reading, spec, restartPolicies);
  // A Job makes its own selector.
  if (apiVersion.startsWith('batch') || !restartPolicies) return;
  const deadline = spec?.activeDeadlineSeconds;
  if (spec && deadline !== undefined) {
    const args = { value: String(deadline), rule: 'no-deadline' };
    fault(reading, spec, 'activeDeadlineSeconds', 'invalid-value', args);
  }
  checkSelector(reading, (workload.spec ?? {}) as JsonObject, metadata?.labels ?? {});
}

/** Absent it is Always, which a Job does not allow. */
function checkRestartPolicy(
  reading: Reading,
  spec: NonNullable<DraftPod['spec']>,
  allowed: readonly string[],
): void {
  const { restartPolicy: value = 'Always' } = spec;
  if (allowed.includes(value)) return;
  fault(reading, spec, 'restartPolicy', 'not-one-of', { value, allowed: allowed.join(', ') });
}

function checkSelector(
  reading: Reading,
  owner: JsonObject,
  labels: Record<string, string | undefined>,
): void {
  const selector = owner.selector as (JsonObject & LabelSelector) | undefined;
  if (!selector) return;
  const isPlain = !('matchLabels' in selector || 'matchExpressions' in selector);
  // A ReplicationController's selector is the labels themselves.
  const wanted = selector.matchLabels ?? (isPlain ? (selector as Record<string, string>) : {});
  const wrong = Object.entries(wanted).find(([key, value]) => labels[key] !== value);
  if (!wrong) return;
  const args = { value: wrong.join('='), rule: 'selects-template' };
  fault(reading, owner, 'selector', 'invalid-value', args, 'key');
}
