import type { ObjectKind } from '../model/podObject';

/** A kind whose documents give a pod: itself, or one made from a template in it. */
export interface PodKind {
  reads: 'pod';
  apiVersion: string;
  /** The steps to the pod's template; none in a Pod. */
  template: readonly string[];
  /** What its pods' restartPolicy may be, where not all is allowed. */
  restartPolicies?: readonly string[];
}

/** A kind that pods refer to. */
export interface ObjectKindOf {
  reads: 'object';
  apiVersion: 'v1';
  kind: ObjectKind;
}

/** A kind that holds documents of its own in `items`; of this kind, where they don't say. */
export interface ListKind {
  reads: 'list';
  apiVersion: string;
  itemKind?: string;
}

export type Kind = PodKind | ObjectKindOf | ListKind;

const keepsRunning = ['Always'];
const endsOnce = ['OnFailure', 'Never'];

const kinds = new Map<string, Kind>([
  ['Pod', { reads: 'pod', apiVersion: 'v1', template: [] }],
  ['Deployment', workload('apps/v1', 'spec.template', keepsRunning)],
  ['ReplicaSet', workload('apps/v1', 'spec.template', keepsRunning)],
  ['StatefulSet', workload('apps/v1', 'spec.template', keepsRunning)],
  ['DaemonSet', workload('apps/v1', 'spec.template', keepsRunning)],
  ['Job', workload('batch/v1', 'spec.template', endsOnce)],
  ['CronJob', workload('batch/v1', 'spec.jobTemplate.spec.template', endsOnce)],
  ['ReplicationController', workload('v1', 'spec.template', keepsRunning)],
  ['PodTemplate', workload('v1', 'template')],
  ['ConfigMap', { reads: 'object', apiVersion: 'v1', kind: 'ConfigMap' }],
  ['Secret', { reads: 'object', apiVersion: 'v1', kind: 'Secret' }],
  ['PersistentVolumeClaim', { reads: 'object', apiVersion: 'v1', kind: 'PersistentVolumeClaim' }],
  ['List', { reads: 'list', apiVersion: 'v1' }],
]);

/** The kinds that are read, lists of one kind left out. */
export const kindNames: readonly string[] = [...kinds.keys()];

/** How documents of a kind are read; undefined for a kind that is none of ours. `PodList` is a list of Pods. */
export function kindOf(name: string): Kind | undefined {
  const known = kinds.get(name);
  if (known || !name.endsWith('List')) return known;
  const itemKind = name.slice(0, -'List'.length);
  const item = kinds.get(itemKind);
  return item && item.reads !== 'list' ? { reads: 'list', apiVersion: item.apiVersion, itemKind } : undefined;
}

function workload(apiVersion: string, template: string, restartPolicies?: readonly string[]): PodKind {
  const path = template.split('.');
  return { reads: 'pod', apiVersion, template: path, ...(restartPolicies ? { restartPolicies } : {}) };
}
