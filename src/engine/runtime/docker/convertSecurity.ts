import type Docker from 'dockerode';
import type { LinuxContainerSecurity } from '../../plan/podPlan';

/** The part of a container's HostConfig that says what it may. */
export function securityOptions(security: LinuxContainerSecurity): Docker.HostConfig {
  return {
    Privileged: security.privileged,
    ReadonlyRootfs: security.readonlyRootfs,
    CapAdd: security.addCapabilities,
    CapDrop: security.dropCapabilities,
    ...(security.supplementalGroups.length > 0 ? { GroupAdd: security.supplementalGroups.map(String) } : {}),
    SecurityOpt: securityOpt(security),
    // Absent is Docker's own list of what is hidden; an empty list is none.
    ...(security.unmaskedProc ? { MaskedPaths: [], ReadonlyPaths: [] } : {}),
  };
}

function securityOpt({
  noNewPrivileges,
  seccomp,
  apparmor,
  selinuxLabels,
}: LinuxContainerSecurity): string[] {
  return [
    ...(noNewPrivileges ? ['no-new-privileges'] : []),
    ...(seccomp === undefined ? [] : [`seccomp=${seccomp}`]),
    ...(apparmor === undefined ? [] : [`apparmor=${apparmor}`]),
    ...selinuxLabels.map((label) => `label=${label}`),
  ];
}
