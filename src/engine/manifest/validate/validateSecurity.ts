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
  validateGroup(reading, context, podContext);
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

/** kubelet starts no container of user 0 under runAsNonRoot; what user an image has is not known here. */
function validateNonRoot(
  reading: Reading,
  context: DraftSecurityContext,
  podContext: DraftSecurityContext,
): void {
  if (!(context.runAsNonRoot ?? podContext.runAsNonRoot)) return;
  const owner = context.runAsNonRoot === undefined ? podContext : context;
  const user = context.runAsUser ?? podContext.runAsUser;
  if (user === undefined) {
    fault(reading, owner, 'runAsNonRoot', 'field-refused', { note: 'non-root-unknown' }, 'key');
  } else if (user === 0) {
    const userOwner = context.runAsUser === undefined ? podContext : context;
    fault(reading, userOwner, 'runAsUser', 'exclusive-fields', {
      first: 'runAsNonRoot',
      second: 'runAsUser: 0',
    });
  }
}

/** Docker takes a group only beside a user, and which user an image has is not known here. */
function validateGroup(
  reading: Reading,
  context: DraftSecurityContext,
  podContext: DraftSecurityContext,
): void {
  if ((context.runAsUser ?? podContext.runAsUser) !== undefined) return;
  if ((context.runAsGroup ?? podContext.runAsGroup) === undefined) return;
  const owner = context.runAsGroup === undefined ? podContext : context;
  fault(reading, owner, 'runAsGroup', 'field-refused', { note: 'group-without-user' }, 'key');
}
