import { kindOf } from './kinds';
import { emulated, ignored, only, refused, rows, type SupportRows, supported } from './support/supportRule';
import { plantSupport, podSupport, type SupportNode, supportBelow } from './supportTree';

const onePod = [
  { ...supported, only: '1', when: (value: unknown) => value === 1 },
  { ...ignored('one-pod'), when: () => true },
];
const rollout = ['minReadySeconds', 'progressDeadlineSeconds', 'revisionHistoryLimit', 'paused'];

/** What becomes of the fields that all workloads with replicas share. */
const replicated: SupportRows = {
  ...rows('spec.', rollout, ignored('no-rollout')),
  'spec.replicas': onePod,
  'spec.selector': [ignored('no-selecting')],
};

const claimSpec = (at: string): SupportRows => ({
  ...rows(at, ['accessModes'], emulated('claim-modes', true)),
  ...rows(at, ['resources'], emulated('not-enforced', true)),
  ...rows(
    at,
    ['storageClassName', 'volumeName', 'selector', 'volumeAttributesClassName'],
    ignored('claim-class'),
  ),
  ...rows(at, ['dataSource', 'dataSourceRef'], emulated('claim-source')),
  ...rows(at, ['volumeMode'], only(supported, 'Filesystem', ''), refused('block-claim')),
});

const jobSpec = (at: string): SupportRows => ({
  ...rows(at, ['completions', 'parallelism'], ...onePod),
  ...rows(at, ['completionMode'], only(supported, 'NonIndexed', ''), emulated('one-pod')),
  ...rows(at, ['successPolicy', 'managedBy', 'scheduling'], ignored('one-pod')),
  ...rows(
    at,
    [
      ...['backoffLimit', 'backoffLimitPerIndex', 'maxFailedIndexes', 'podFailurePolicy'],
      'podReplacementPolicy',
    ],
    ignored('no-retries'),
  ),
  ...rows(at, ['suspend'], ignored('by-hand')),
  ...rows(at, ['ttlSecondsAfterFinished'], ignored('stays')),
  ...rows(at, ['activeDeadlineSeconds'], emulated('deadline-in-template')),
  ...rows(at, ['selector', 'manualSelector'], ignored('no-selecting')),
});

const tables: Record<string, SupportRows> = {
  Deployment: { ...replicated, 'spec.strategy': [ignored('no-rollout')] },
  ReplicaSet: replicated,
  ReplicationController: replicated,
  DaemonSet: {
    ...rows('spec.', [...rollout, 'updateStrategy'], ignored('no-rollout')),
    'spec.selector': [ignored('no-selecting')],
  },
  StatefulSet: {
    ...replicated,
    ...rows('spec.', ['updateStrategy', 'podManagementPolicy'], ignored('no-rollout')),
    'spec.serviceName': [emulated('service-name', true)],
    'spec.ordinals': [supported],
    'spec.persistentVolumeClaimRetentionPolicy': [ignored('claims-stay')],
    'spec.volumeClaimTemplates': [emulated('claim-of-template', true)],
    ...rows('spec.volumeClaimTemplates.spec.', ['dataSource', 'dataSourceRef'], emulated('claim-source')),
    'spec.volumeClaimTemplates.spec.volumeMode': [only(supported, 'Filesystem', ''), refused('block-claim')],
  },
  Job: jobSpec('spec.'),
  CronJob: {
    ...jobSpec('spec.jobTemplate.spec.'),
    ...rows(
      'spec.',
      ['schedule', 'timeZone', 'concurrencyPolicy', 'startingDeadlineSeconds', 'suspend'],
      ignored('by-hand'),
    ),
    ...rows('spec.', ['failedJobsHistoryLimit', 'successfulJobsHistoryLimit'], ignored('stays')),
  },
  PodTemplate: {},
  ConfigMap: { immutable: [ignored('immutable')] },
  Secret: { immutable: [ignored('immutable')] },
  PersistentVolumeClaim: claimSpec('spec.'),
};

const planted = new Map<string, SupportNode>([['Pod', podSupport]]);

/** What becomes of every field of a kind, a Pod's own rules in its template included. */
export function kindSupport(name: string): SupportNode {
  let root = planted.get(name);
  if (!root) {
    root = plantSupport({ status: [ignored('status')], ...tables[name] });
    takeOver(root, ['metadata']);
    const kind = kindOf(name);
    if (kind?.reads === 'pod') graft(root, kind.template);
    planted.set(name, root);
  }
  return root;
}

/** Puts a Pod's metadata and spec where the template stands. */
function graft(root: SupportNode, template: readonly string[]): void {
  let node = root;
  for (const step of template) {
    const next: SupportNode = node.below.get(step) ?? { below: new Map() };
    node.below.set(step, next);
    node = next;
  }
  takeOver(node, ['metadata', 'spec']);
}

function takeOver(node: SupportNode, fields: readonly string[]): void {
  for (const field of fields) {
    const ofPod = supportBelow(podSupport, field);
    if (ofPod) node.below.set(field, ofPod);
  }
}
