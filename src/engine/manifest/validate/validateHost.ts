import type { Reading } from '../reading';
import { checkName } from './checks';
import type { DraftPodSpec } from './draft';
import { fault } from './fault';

/** Characters a host's name may have on Linux. */
const maxHostname = 64;

/** Holds the pod's names as a host and what it takes of Docker's host against the API server's rules. */
export function validateHost(reading: Reading, spec: DraftPodSpec): void {
  checkName(reading, spec, 'hostname', 'dns-label');
  checkName(reading, spec, 'subdomain', 'dns-label');
  validateOverride(reading, spec);
  exclude(reading, spec, 'hostPID', 'shareProcessNamespace');
  if (spec.hostUsers !== false) return;
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC'] as const) {
    if (spec[field])
      fault(reading, spec, field, 'exclusive-fields', { first: 'hostUsers: false', second: field }, 'key');
  }
}

function validateOverride(reading: Reading, spec: DraftPodSpec): void {
  const { hostnameOverride: name } = spec;
  if (!name) return;
  checkName(reading, spec, 'hostnameOverride', 'dns-subdomain');
  if (name.length > maxHostname) {
    const args = { length: String(name.length), limit: String(maxHostname) };
    fault(reading, spec, 'hostnameOverride', 'too-long', args);
  }
  exclude(reading, spec, 'setHostnameAsFQDN', 'hostnameOverride');
  exclude(reading, spec, 'hostNetwork', 'hostnameOverride');
}

/** Both may not be set; says so at the second. */
function exclude(
  reading: Reading,
  spec: DraftPodSpec,
  first: 'hostPID' | 'setHostnameAsFQDN' | 'hostNetwork',
  second: 'shareProcessNamespace' | 'hostnameOverride',
): void {
  if (spec[first] && spec[second]) fault(reading, spec, second, 'exclusive-fields', { first, second }, 'key');
}
