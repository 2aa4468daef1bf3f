import type { SchemaField } from './schema';

const pullPolicies = ['Always', 'IfNotPresent', 'Never'];
const restartPolicies = ['Always', 'OnFailure', 'Never'];
const profiles = ['RuntimeDefault', 'Unconfined', 'Localhost'];
const selectorOperators = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** The closed sets of words in a Pod's fields, by `Type.field`; as in the API server's validation of core/v1. */
const wordsOf: Readonly<Record<string, readonly string[]>> = {
  'Pod.apiVersion': ['v1'],
  'Pod.kind': ['Pod'],
  'PodSpec.restartPolicy': restartPolicies,
  'PodSpec.dnsPolicy': ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
  'PodSpec.preemptionPolicy': ['PreemptLowerPriority', 'Never'],
  'PodOS.name': ['linux', 'windows'],
  'PodSecurityContext.fsGroupChangePolicy': ['OnRootMismatch', 'Always'],
  'PodSecurityContext.supplementalGroupsPolicy': ['Merge', 'Strict'],
  'PodSecurityContext.seLinuxChangePolicy': ['Recursive', 'MountOption'],
  'Container.imagePullPolicy': pullPolicies,
  'Container.restartPolicy': restartPolicies,
  'Container.terminationMessagePolicy': ['File', 'FallbackToLogsOnError'],
  'ContainerRestartRule.action': ['Restart', 'RestartAllContainers'],
  'ContainerRestartRuleOnExitCodes.operator': ['In', 'NotIn'],
  'ContainerPort.protocol': ['TCP', 'UDP', 'SCTP'],
  'ContainerResizePolicy.resourceName': ['cpu', 'memory'],
  'ContainerResizePolicy.restartPolicy': ['NotRequired', 'RestartContainer'],
  'HTTPGetAction.scheme': ['HTTP', 'HTTPS'],
  'SecurityContext.procMount': ['Default', 'Unmasked'],
  'SeccompProfile.type': profiles,
  'AppArmorProfile.type': profiles,
  'VolumeMount.mountPropagation': ['None', 'HostToContainer', 'Bidirectional'],
  'VolumeMount.recursiveReadOnly': ['Disabled', 'IfPossible', 'Enabled'],
  'EmptyDirVolumeSource.medium': ['Memory'],
  'HostPathVolumeSource.type': [
    ...['DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'],
  ],
  'ImageVolumeSource.pullPolicy': pullPolicies,
  'PersistentVolumeClaimSpec.volumeMode': ['Filesystem', 'Block'],
  'ObjectFieldSelector.fieldPath': [
    'metadata.name',
    'metadata.namespace',
    'metadata.uid',
    'metadata.labels',
    'metadata.annotations',
    'spec.nodeName',
    'spec.serviceAccountName',
    'status.hostIP',
    'status.hostIPs',
    'status.podIP',
    'status.podIPs',
  ],
  'ResourceFieldSelector.resource': [
    'limits.cpu',
    'limits.memory',
    'limits.ephemeral-storage',
    'requests.cpu',
    'requests.memory',
    'requests.ephemeral-storage',
  ],
  'Toleration.operator': ['Exists', 'Equal', 'Lt', 'Gt'],
  'Toleration.effect': ['NoSchedule', 'PreferNoSchedule', 'NoExecute'],
  'NodeSelectorRequirement.operator': [...selectorOperators, 'Gt', 'Lt'],
  'LabelSelectorRequirement.operator': selectorOperators,
  'TopologySpreadConstraint.whenUnsatisfiable': ['DoNotSchedule', 'ScheduleAnyway'],
  'TopologySpreadConstraint.nodeAffinityPolicy': ['Honor', 'Ignore'],
  'TopologySpreadConstraint.nodeTaintsPolicy': ['Honor', 'Ignore'],
};

const wordsOfType = new Map<string, Map<string, readonly string[]>>();
for (const [path, words] of Object.entries(wordsOf)) {
  const [owner = '', name = ''] = path.split('.');
  const ofType = wordsOfType.get(owner) ?? new Map<string, readonly string[]>();
  wordsOfType.set(owner, ofType.set(name, words));
}

/** The words that a field of this type (`Container`) may have; empty where it takes any text. */
export function fieldValues(
  owner: string,
  { name, type }: Pick<SchemaField, 'name' | 'type'>,
): readonly string[] {
  if (type.kind === 'boolean') return ['true', 'false'];
  return wordsOfType.get(owner)?.get(name) ?? [];
}

/** Every `Type.field` that has a closed set of words. */
export const fieldsWithValues: readonly string[] = Object.keys(wordsOf);
