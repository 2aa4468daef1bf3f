import type { SupportNote } from '../model/supportNotes';
import { hostPathTypes } from './validate/validateVolume';

export type SupportClass = 'supported' | 'emulated' | 'ignored' | 'refused';

/** What becomes of a field here. */
export interface SupportRule {
  support: SupportClass;
  note?: SupportNote;
  /** Where it differs without harm: information instead of a warning. */
  harmless?: boolean;
  /** The rule holds for these values only; the field's next rule is for the others. */
  when?: (value: unknown, owner: Readonly<Record<string, unknown>>) => boolean;
  /** `when` in a word, for the docs. */
  only?: string;
  /** More than one field decides: `validate/` says it, not the table. */
  validated?: boolean;
}

const supported: SupportRule = { support: 'supported' };
const hugePages: SupportRule = {
  ...refused('extended-resources'),
  only: 'HugePages',
  when: (value) => String(value).startsWith('HugePages'),
};
const besideUser: SupportRule = { ...supported, only: 'beside a runAsUser', validated: true };
const nonRoot: SupportRule = { ...refused('non-root-unknown'), validated: true };
const groupAlone: SupportRule = { ...refused('group-without-user'), validated: true };

/**
 * What becomes of every field of a Pod (docs/ARCHITECTURE.md, invariant 5). A `supported` row speaks for that field
 * alone; any other row for everything below it too. Paths leave out `[]`; `*` is any other key of a map. Of several
 * rules for one field the first that fits counts.
 */
export const supportTable: Readonly<Record<string, readonly SupportRule[]>> = {
  ...rows('', ['apiVersion', 'kind', 'metadata', 'spec'], supported),
  status: [ignored('status')],
  ...rows('metadata.', ['name', 'namespace', 'labels', 'annotations'], supported),
  ...rows('metadata.', ['finalizers', 'ownerReferences'], ignored('no-controllers')),
  ...rows(
    'metadata.',
    [
      'creationTimestamp',
      'deletionGracePeriodSeconds',
      'deletionTimestamp',
      'generation',
      'managedFields',
      'resourceVersion',
      'selfLink',
      'uid',
    ],
    ignored('set-by-server'),
  ),
  'metadata.generateName': [ignored('generate-name')],
  ...podRows(),
  ...podSecurityRows(),
  ...containerRows(),
  ...containerSecurityRows(),
  ...volumeRows(),
};

function podRows(): Record<string, SupportRule[]> {
  return {
    ...rows('spec.', ['containers', 'volumes', 'restartPolicy', 'shareProcessNamespace'], supported),
    ...rows('spec.', ['hostNetwork', 'hostPID', 'hostIPC', 'terminationGracePeriodSeconds'], supported),
    'spec.hostname': [{ ...supported, note: 'same-hostname' }],
    'spec.os': [supported],
    'spec.os.name': [valued('linux'), refused('windows')],
    'spec.hostUsers': [valued(true), refused('not-yet')],
    'spec.setHostnameAsFQDN': [valued(false), refused('not-yet')],
    'spec.dnsPolicy': [
      { ...emulated('dns-policy', true), only: 'all but None', when: (value) => value !== 'None' },
      refused('dns-none'),
    ],
    'spec.subdomain': [emulated('subdomain')],
    'spec.readinessGates': [emulated('readiness-gates')],
    'spec.imagePullSecrets': [emulated('pull-secrets')],
    ...rows(
      'spec.',
      [
        'affinity',
        'nodeName',
        'nodeSelector',
        'overhead',
        'preemptionPolicy',
        'priority',
        'priorityClassName',
        'schedulerName',
        'schedulingGates',
        'schedulingGroup',
        'tolerations',
        'topologySpreadConstraints',
      ],
      ignored('no-scheduler'),
    ),
    ...rows(
      'spec.',
      ['serviceAccount', 'serviceAccountName', 'automountServiceAccountToken'],
      ignored('no-api-server'),
    ),
    'spec.enableServiceLinks': [ignored('no-services')],
    'spec.initContainers': [refused('init-containers')],
    'spec.ephemeralContainers': [refused('ephemeral-at-create')],
    'spec.resourceClaims': [refused('extended-resources')],
    ...rows(
      'spec.',
      [
        'activeDeadlineSeconds',
        'dnsConfig',
        'hostAliases',
        'hostnameOverride',
        'resources',
        'runtimeClassName',
      ],
      refused('not-yet'),
    ),
  };
}

function podSecurityRows(): Record<string, SupportRule[]> {
  const at = 'spec.securityContext';
  return {
    ...rows('', [at, `${at}.runAsUser`], supported),
    ...sharedSecurityRows(at),
    ...rows(`${at}.`, ['fsGroup', 'supplementalGroups', 'sysctls'], refused('not-yet')),
    [`${at}.fsGroupChangePolicy`]: [ignored('only-with-fs-group')],
    [`${at}.seLinuxChangePolicy`]: [ignored('only-with-selinux')],
    [`${at}.supplementalGroupsPolicy`]: [valued('Merge'), refused('not-yet')],
  };
}

function containerRows(): Record<string, SupportRule[]> {
  const at = 'spec.containers.';
  return {
    ...rows(
      at,
      [
        ...['name', 'image', 'imagePullPolicy', 'command', 'args', 'workingDir', 'stdin', 'stdinOnce', 'tty'],
        ...['env', 'env.name', 'env.value', 'ports', 'ports.name', 'ports.containerPort'],
        ...['ports.hostIP', 'ports.protocol', 'volumeMounts', 'volumeMounts.name', 'volumeMounts.mountPath'],
        ...['volumeMounts.readOnly', 'resources', 'resources.limits', 'resources.limits.cpu'],
        ...['resources.limits.memory', 'resources.requests', 'resources.requests.cpu'],
      ],
      supported,
    ),
    [`${at}resources.requests.memory`]: [emulated('memory-request', true)],
    [`${at}ports.hostPort`]: [{ ...supported, note: 'host-port' }],
    ...rows(at, ['env.valueFrom', 'envFrom'], refused('env-sources')),
    ...rows(
      `${at}resources.`,
      ['limits.ephemeral-storage', 'requests.ephemeral-storage'],
      emulated('not-enforced'),
    ),
    ...rows(`${at}resources.`, ['limits.*', 'requests.*', 'claims'], refused('extended-resources')),
    ...rows(`${at}volumeMounts.`, ['subPath', 'subPathExpr'], refused('sub-path')),
    [`${at}volumeMounts.mountPropagation`]: [valued('None'), refused('not-yet')],
    [`${at}volumeMounts.recursiveReadOnly`]: [valued('Disabled', 'IfPossible'), refused('not-yet')],
    ...rows(at, ['livenessProbe', 'readinessProbe', 'startupProbe'], emulated('probes-not-run')),
    ...rows(at, ['lifecycle.postStart', 'lifecycle.preStop'], emulated('hooks-not-run')),
    [`${at}lifecycle`]: [supported],
    [`${at}lifecycle.stopSignal`]: [emulated('stop-signal')],
    ...rows(
      at,
      ['terminationMessagePath', 'terminationMessagePolicy'],
      emulated('termination-message', true),
    ),
    [`${at}resizePolicy`]: [ignored('no-resize')],
    ...rows(at, ['restartPolicy', 'restartPolicyRules'], refused('not-yet')),
    [`${at}volumeDevices`]: [refused('block-devices')],
  };
}

function containerSecurityRows(): Record<string, SupportRule[]> {
  const at = 'spec.containers.securityContext';
  return {
    ...rows('', [at], supported),
    ...rows(`${at}.`, ['runAsUser', 'privileged', 'allowPrivilegeEscalation'], supported),
    ...rows(`${at}.`, ['readOnlyRootFilesystem', 'capabilities', 'capabilities.add'], supported),
    [`${at}.capabilities.drop`]: [supported],
    [`${at}.procMount`]: [valued('Default'), refused('not-yet')],
    ...sharedSecurityRows(at),
  };
}

function sharedSecurityRows(at: string): Record<string, SupportRule[]> {
  const isDefault: SupportRule = {
    ...emulated('docker-profile', true),
    only: 'type RuntimeDefault',
    when: (value) => (value as { type?: string }).type === 'RuntimeDefault',
  };
  return {
    [`${at}.runAsGroup`]: [besideUser, groupAlone],
    [`${at}.runAsNonRoot`]: [besideUser, nonRoot],
    [`${at}.seccompProfile`]: [isDefault, refused('not-yet')],
    [`${at}.appArmorProfile`]: [isDefault, refused('not-yet')],
    [`${at}.seLinuxOptions`]: [refused('not-yet')],
    [`${at}.windowsOptions`]: [refused('windows')],
  };
}

function volumeRows(): Record<string, SupportRule[]> {
  const at = 'spec.volumes.';
  return {
    ...rows(at, ['name', 'emptyDir', 'hostPath'], supported),
    [`${at}hostPath.path`]: [{ ...supported, note: 'host-path' }],
    [`${at}hostPath.type`]: [
      { ...refused('file-or-create'), only: 'FileOrCreate', when: (value) => value === 'FileOrCreate' },
      { ...emulated('host-path-type', true), when: (value) => hostPathTypes.includes(String(value)) },
    ],
    [`${at}emptyDir.medium`]: [
      { ...emulated('memory-medium', true), only: 'Memory', when: (value) => value === 'Memory' },
      hugePages,
    ],
    [`${at}emptyDir.sizeLimit`]: [
      { ...supported, only: 'medium Memory', when: (_, owner) => owner.medium === 'Memory' },
      emulated('empty-dir-size', true),
    ],
    ...rows(
      at,
      [
        'configMap',
        'secret',
        'projected',
        'downwardAPI',
        'persistentVolumeClaim',
        'ephemeral',
        'image',
        'nfs',
      ],
      refused('volume-not-yet'),
    ),
    [`${at}gitRepo`]: [refused('git-repo')],
    ...rows(
      at,
      [
        ...['awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'csi', 'fc', 'flexVolume'],
        ...['flocker', 'gcePersistentDisk', 'glusterfs', 'iscsi', 'photonPersistentDisk', 'portworxVolume'],
        ...['quobyte', 'rbd', 'scaleIO', 'storageos', 'vsphereVolume'],
      ],
      refused('cluster-storage'),
    ),
  };
}

function rows(prefix: string, names: readonly string[], rule: SupportRule): Record<string, SupportRule[]> {
  return Object.fromEntries(names.map((name) => [prefix + name, [rule]]));
}

function emulated(note: SupportNote, harmless = false): SupportRule {
  return { support: 'emulated', note, harmless };
}

function ignored(note: SupportNote): SupportRule {
  return { support: 'ignored', note };
}

function refused(note: SupportNote): SupportRule {
  return { support: 'refused', note };
}

function valued(...values: unknown[]): SupportRule {
  return {
    support: 'supported',
    only: values.filter((value) => value !== '').join(', '),
    when: (value) => values.includes(value),
  };
}
