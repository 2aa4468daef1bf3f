import { EngineError } from '../model/engineError';
import type { Pod } from '../model/pod';

/** There is no cluster; names are made as in one with Kubernetes' default domain. */
const clusterDomain = 'cluster.local';
const maxHostname = 63;
/** Linux' limit of a host's name, which a fully qualified one must keep. */
const maxKernelHostname = 64;

/**
 * The pod's hostname: hostnameOverride, or spec.hostname, or its name, cut to 63 characters without a trailing `-` or
 * `.`, as the kubelet does. Rule: https://kubernetes.io/docs/concepts/workloads/pods/pod-hostname/
 */
export function hostnameOf({ spec, metadata }: Pod): string {
  return cut(spec.hostnameOverride || spec.hostname || metadata.name);
}

/** `<subdomain>.<namespace>.svc.cluster.local`; undefined without a subdomain, and with hostnameOverride. */
export function domainOf({ spec, metadata }: Pod): string | undefined {
  if (!spec.subdomain || spec.hostnameOverride) return undefined;
  return `${spec.subdomain}.${metadata.namespace}.svc.${clusterDomain}`;
}

/**
 * What `uname -n` says in the pod: the hostname, with setHostnameAsFQDN and a subdomain the whole name. Throws
 * EngineError `hostname-too-long`: Kubernetes leaves such a pod pending.
 */
export function kernelHostnameOf(pod: Pod): string {
  const hostname = hostnameOf(pod);
  const domain = domainOf(pod);
  if (!domain || !pod.spec.setHostnameAsFQDN) return hostname;
  const name = `${hostname}.${domain}`;
  if (name.length > maxKernelHostname) {
    throw new EngineError('hostname-too-long', { name, limit: String(maxKernelHostname) });
  }
  return name;
}

/**
 * The names that other pods of the namespace find this one by: its own and its hostname, as if a Service of that name
 * stood before it, and below and as its subdomain, as with a headless Service. hostnameOverride changes no such name.
 * Rule: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
 */
export function networkAliases({ spec, metadata }: Pod): string[] {
  const hostname = cut(spec.hostname || metadata.name);
  const names = [metadata.name, hostname];
  if (spec.subdomain) names.push(`${hostname}.${spec.subdomain}`, spec.subdomain);
  const { namespace } = metadata;
  const suffixes = ['', `.${namespace}`, `.${namespace}.svc`, `.${namespace}.svc.${clusterDomain}`];
  return [...new Set(names.flatMap((name) => suffixes.map((suffix) => `${name}${suffix}`)))];
}

function cut(name: string): string {
  return name.length <= maxHostname ? name : name.slice(0, maxHostname).replace(/[-.]+$/, '');
}
