import type { Pod } from '../model/pod';
import { domainOf, hostnameOf } from './hostname';

const ownHeader = '# Kubernetes-managed hosts file.';
const hostHeader = '# Kubernetes-managed hosts file (host network).';

const localhost = [
  '127.0.0.1\tlocalhost',
  '::1\tlocalhost ip6-localhost ip6-loopback',
  'fe00::0\tip6-localnet',
  'fe00::0\tip6-mcastprefix',
  'fe00::1\tip6-allnodes',
  'fe00::2\tip6-allrouters',
];

/**
 * The pod's /etc/hosts, letter by letter as the kubelet writes it; with hostNetwork the host's own, which `dockers` is
 * there, with the aliases below. Rule: https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/
 */
export function hostsFile(pod: Pod, podIP: string | undefined, dockers: string): string {
  if (!pod.spec.hostNetwork) {
    return lines([ownHeader, ...localhost, ...(podIP ? [ownLine(pod, podIP)] : []), ...aliases(pod)]);
  }
  // Another window, or the time before a crash, may have written it.
  if (dockers.startsWith(hostHeader)) return dockers;
  return `${hostHeader}\n${dockers}${lines(aliases(pod))}`;
}

function ownLine(pod: Pod, podIP: string): string {
  const hostname = hostnameOf(pod);
  const domain = domainOf(pod);
  return domain ? `${podIP}\t${hostname}.${domain}\t${hostname}` : `${podIP}\t${hostname}`;
}

function aliases({ spec }: Pod): string[] {
  const { hostAliases = [] } = spec;
  if (hostAliases.length === 0) return [];
  return [
    '',
    '# Entries added by HostAliases.',
    ...hostAliases.map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}`),
  ];
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
