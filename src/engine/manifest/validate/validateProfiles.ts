import type { Reading } from '../reading';
import { checkValue, requireField } from './checks';
import type { DraftSharedSecurity } from './draft';
import { fault, stands } from './fault';
import { checkRelativePath } from './paths';

/** Holds the seccomp and AppArmor profiles of a pod or container against the API server's rules. */
export function validateProfiles(
  reading: Reading,
  { seccompProfile, appArmorProfile }: DraftSharedSecurity,
): void {
  for (const profile of [seccompProfile, appArmorProfile]) {
    if (!profile) continue;
    if (profile.type === 'Localhost') requireField(reading, profile, 'localhostProfile');
    else if (profile.type && stands(reading, profile, 'localhostProfile')) {
      fault(reading, profile, 'localhostProfile', 'not-here', { rule: 'only-localhost' }, 'key');
    }
  }
  if (seccompProfile) checkRelativePath(reading, seccompProfile, 'localhostProfile');
  if (!appArmorProfile) return;
  checkValue(
    reading,
    appArmorProfile,
    'localhostProfile',
    'no-outer-spaces',
    (name) => name === name.trim() && name.length < 4096,
  );
}
