import type { Reading } from '../reading';
import { checkCounts, checkRange, checkUnique, maxInt32, requireName } from './checks';
import type { DraftPodSpec } from './draft';
import { fault } from './fault';
import { validateProfiles } from './validateProfiles';

/** Holds the pod's securityContext against the API server's rules. */
export function validatePodSecurity(reading: Reading, spec: DraftPodSpec): void {
  const { securityContext: context } = spec;
  if (!context) return;
  checkCounts(reading, context, ['runAsUser', 'runAsGroup', 'fsGroup']);
  const { supplementalGroups = [] } = context;
  for (const index of supplementalGroups.keys()) {
    checkRange(reading, supplementalGroups, index, [0, maxInt32], 'natural');
  }
  validateProfiles(reading, context);
  validateSysctls(reading, spec);
}

/** A pod that uses the host's own namespace can set nothing in it. */
function validateSysctls(reading: Reading, { securityContext, hostNetwork, hostIPC }: DraftPodSpec): void {
  const { sysctls = [] } = securityContext ?? {};
  checkUnique(reading, sysctls, 'sysctl');
  for (const sysctl of sysctls) {
    requireName(reading, sysctl, 'name', 'sysctl-name');
    const { name = '' } = sysctl;
    const second =
      hostNetwork && isOfNetwork(name) ? 'hostNetwork' : hostIPC && isOfIpc(name) ? 'hostIPC' : undefined;
    if (second) fault(reading, sysctl, 'name', 'exclusive-fields', { first: name, second });
  }
}

function isOfNetwork(name: string): boolean {
  return /^net[./]/.test(name);
}

function isOfIpc(name: string): boolean {
  return /^(?:kernel[./](?:shm|msg)|kernel[./]sem$|fs[./]mqueue[./])/.test(name);
}
