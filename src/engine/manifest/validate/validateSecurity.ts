import type { Reading } from '../reading';
import type { DraftSecurityContext } from './draft';
import { checkRange, fault } from './fault';

/** Holds a container's securityContext, and what it takes over from the pod's, against the API server's rules. */
export function validateSecurity(
  reading: Reading,
  context: DraftSecurityContext,
  podContext: DraftSecurityContext,
): void {
  validateUsers(reading, context);
  validateEscalation(reading, context);
  validateNonRoot(reading, context, podContext);
}

/** Bounds of the ids in a securityContext, of a pod or a container. */
export function validateUsers(reading: Reading, context: DraftSecurityContext): void {
  const most = 2 ** 31 - 1;
  checkRange(reading, context, 'runAsUser', [0, most], 'user-id');
  checkRange(reading, context, 'runAsGroup', [0, most], 'user-id');
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
  podContext: DraftSecurityContext,
): void {
  if (!(context.runAsNonRoot ?? podContext.runAsNonRoot)) return;
  if ((context.runAsUser ?? podContext.runAsUser) !== 0) return;
  const owner = context.runAsUser === undefined ? podContext : context;
  const args = { first: 'runAsNonRoot', second: 'runAsUser: 0' };
  fault(reading, owner, 'runAsUser', 'exclusive-fields', args);
}
