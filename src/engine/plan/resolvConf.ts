import type { Pod, PodDnsConfig } from '../model/pod';

const maxNameservers = 3;
const maxSearches = 32;
const maxSearchLength = 253;
const maxSearchesLength = 2048;

interface ResolvConf {
  nameservers: string[];
  searches: string[];
  options: string[];
}

/**
 * The pod's /etc/resolv.conf: `dockers`, which is there, with what dnsConfig adds; of dnsPolicy None dnsConfig alone.
 * Undefined where Docker's stays as it is. Merged and cut as by the kubelet (pkg/kubelet/network/dns).
 * Rule: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config
 */
export function resolvConf({ spec }: Pod, dockers: string): string | undefined {
  const { dnsPolicy, dnsConfig = {} } = spec;
  if (dnsPolicy === 'None') return textOf(merged({ nameservers: [], searches: [], options: [] }, dnsConfig));
  return spec.dnsConfig ? textOf(merged(parse(dockers), dnsConfig)) : undefined;
}

function merged(base: ResolvConf, added: PodDnsConfig): ResolvConf {
  return {
    nameservers: unique([...base.nameservers, ...(added.nameservers ?? [])]).slice(0, maxNameservers),
    searches: withinLimits(unique([...base.searches, ...(added.searches ?? [])])),
    options: mergedOptions(base.options, added.options ?? []),
  };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** As many of the first as all resolvers can take. */
function withinLimits(searches: readonly string[]): string[] {
  const kept: string[] = [];
  for (const search of searches.slice(0, maxSearches)) {
    if (search.length > maxSearchLength) continue;
    if ([...kept, search].join(' ').length > maxSearchesLength) break;
    kept.push(search);
  }
  return kept;
}

/** One of the same name takes the place of what was there. */
function mergedOptions(base: readonly string[], added: NonNullable<PodDnsConfig['options']>): string[] {
  const options = new Map(base.map((option) => [option.split(':', 1)[0] ?? '', option]));
  for (const { name = '', value } of added) options.set(name, value ? `${name}:${value}` : name);
  return [...options.values()];
}

/** The last `search` and the last `options` count, as for the kubelet. */
function parse(text: string): ResolvConf {
  const found: ResolvConf = { nameservers: [], searches: [], options: [] };
  for (const line of text.split('\n')) {
    const [keyword, ...words] = line.trim().split(/\s+/);
    if (keyword === 'nameserver') found.nameservers.push(...words.slice(0, 1));
    if (keyword === 'search') found.searches = words.map((word) => word.replace(/\.$/, ''));
    if (keyword === 'options') found.options = words;
  }
  return found;
}

function textOf({ nameservers, searches, options }: ResolvConf): string {
  return [
    ...nameservers.map((address) => `nameserver ${address}\n`),
    ...(searches.length > 0 ? [`search ${searches.join(' ')}\n`] : []),
    ...(options.length > 0 ? [`options ${options.join(' ')}\n`] : []),
  ].join('');
}
