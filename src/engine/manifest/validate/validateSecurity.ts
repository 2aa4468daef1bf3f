import type { Reading } from '../reading';
import { checkCounts } from './checks';
import type { DraftSecurityContext, DraftSharedSecurity } from './draft';
import { fault } from './fault';
import { validateProfiles } from './validateProfiles';

/** Holds a container's securityContext, and what it takes over from the pod's, against the API server's rules. */
export function validateSecurity(
  reading: Reading,
  context: DraftSecurityContext,
  podContext: DraftSharedSecurity,
): void {
  checkCounts(reading, context, ['runAsUser', 'runAsGroup']);
  validateProfiles(reading, context);
  validateEscalation(reading, context);
  validateNonRoot(reading, context, podContext);
}

function validateEscalation(reading: Reading, context: DraftSecurityContext): void {
  if (context.allowPrivilegeEscalation !== false) return;
  const field = 'allowPrivilegeEscalation';
  const first = 'allowPrivilegeEscalation: false';
  if (context.privileged) {
    fault(reading, context, field, 'exclusive-fields', { first, second: 'privileged: true' }, 'key');
  }
  const added = context.capabilities?.add ?? [];
  if (added.some((name) => /^(CAP_)?SYS_ADMIN$/.test(name))) {
    fault(reading, context, field, 'exclusive-fields', { first, second: 'the capability SYS_ADMIN' }, 'key');
  }
}

/** kubelet starts no container of user 0 under runAsNonRoot; what user an image has is known only at the run. */
function validateNonRoot(
  reading: Reading,
  context: DraftSecurityContext,
  podContext: DraftSharedSecurity,
): void {
  if (!(context.runAsNonRoot ?? podContext.runAsNonRoot)) return;
  if ((context.runAsUser ?? podContext.runAsUser) !== 0) return;
  const owner = context.runAsUser === undefined ? podContext : context;
  const args = { first: 'runAsNonRoot', second: 'runAsUser: 0' };
  fault(reading, owner, 'runAsUser', 'exclusive-fields', args);
}
