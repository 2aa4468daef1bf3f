import { emulated, ignored, noted, only, refused, rows, type SupportRows, supported } from './supportRule';

/** What becomes of the pod's securityContext. */
export function podSecurityRows(): SupportRows {
  const at = 'spec.securityContext';
  return {
    ...sharedRows(at),
    ...rows(`${at}.`, ['fsGroup', 'fsGroupChangePolicy'], supported),
    ...rows(`${at}.`, ['supplementalGroups', 'supplementalGroupsPolicy'], supported),
    [`${at}.sysctls`]: [noted('sysctls')],
    ...rows(`${at}.sysctls.`, ['name', 'value'], supported),
    [`${at}.seLinuxChangePolicy`]: [ignored('selinux-change-policy')],
  };
}

/** What becomes of a container's securityContext. */
export function containerSecurityRows(container: string): SupportRows {
  const at = `${container}.securityContext`;
  return {
    ...sharedRows(at),
    ...rows(`${at}.`, ['privileged', 'allowPrivilegeEscalation', 'readOnlyRootFilesystem'], supported),
    ...rows(`${at}.`, ['capabilities', 'capabilities.add', 'capabilities.drop'], supported),
    [`${at}.procMount`]: [only(refused('unmasked-proc'), 'Unmasked'), supported],
  };
}

function sharedRows(at: string): SupportRows {
  return {
    ...rows(at, ['', '.runAsUser', '.runAsGroup'], supported),
    [`${at}.runAsNonRoot`]: [noted('non-root')],
    [`${at}.seccompProfile`]: [supported],
    [`${at}.seccompProfile.type`]: [only(emulated('docker-profile', true), 'RuntimeDefault'), supported],
    [`${at}.seccompProfile.localhostProfile`]: [emulated('seccomp-file', true)],
    [`${at}.appArmorProfile`]: [noted('app-armor')],
    [`${at}.appArmorProfile.type`]: [only(emulated('docker-profile', true), 'RuntimeDefault'), supported],
    [`${at}.appArmorProfile.localhostProfile`]: [noted('app-armor-profile')],
    [`${at}.seLinuxOptions`]: [emulated('selinux', true)],
    [`${at}.windowsOptions`]: [refused('windows')],
  };
}
