import type { Reading } from '../reading';
import { checkLength, checkNames, requireField, requireName } from './checks';
import type { DraftPodSpec } from './draft';
import { fault, faultAt } from './fault';

/** Characters that the search domains may have together, with the spaces between them. */
const maxSearches = 2048;

/** Holds the pod's DNS settings against the API server's rules. */
export function validateDns(reading: Reading, spec: DraftPodSpec): void {
  const { dnsPolicy, dnsConfig, hostAliases = [] } = spec;
  for (const alias of hostAliases) {
    requireName(reading, alias, 'ip', 'ip');
    checkNames(reading, alias.hostnames, 'dns-subdomain');
  }
  if (dnsPolicy === 'None' && !dnsConfig?.nameservers?.length) {
    fault(reading, spec, 'dnsPolicy', 'needs', { needed: 'dnsConfig.nameservers' });
  }
  if (dnsConfig) validateConfig(reading, dnsConfig);
}

function validateConfig(reading: Reading, config: NonNullable<DraftPodSpec['dnsConfig']>): void {
  const { nameservers = [], searches = [], options = [] } = config;
  checkLength(reading, nameservers, 3);
  checkNames(reading, nameservers, 'ip');
  checkLength(reading, searches, 32);
  checkNames(reading, searches, 'search-domain');
  const length = searches.join(' ').length;
  if (length > maxSearches) {
    faultAt(reading, searches, 'too-long', { length: String(length), limit: String(maxSearches) });
  }
  for (const option of options) requireField(reading, option, 'name');
}
