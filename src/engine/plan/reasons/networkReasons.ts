import type { PlanReason, PodPlan } from '../podPlan';
import { present } from './present';

/** The bridge of the namespace, and the names that the pod answers to on it. */
export function networkReasons({ sandbox, pod }: Omit<PodPlan, 'reasons'>): PlanReason[] {
  const { network, networkAliases = [] } = sandbox;
  const { subdomain, hostname } = pod.spec;
  return present([
    network && {
      subject: 'network',
      what: `bridge network ${network}`,
      why: 'the pods of one namespace reach each other by name on it; it is made once and kept while they live',
      path: 'metadata.namespace',
    },
    network && {
      subject: 'network',
      what: `the names ${networkAliases.filter((name) => !name.includes('.svc')).join(', ')}`,
      why: 'others find the pod by them, and by the names in svc.cluster.local that a Service would have',
      path: subdomain ? 'spec.subdomain' : hostname ? 'spec.hostname' : 'metadata.name',
    },
  ]);
}
