// biome-ignore-all format: one line per type

/**
 * The fields of the kinds beside Pod, and of their own types, as in `podSchema.ts`. Source: the API reference of
 * Kubernetes 1.36, https://kubernetes.io/docs/reference/kubernetes-api/
 */
export const kindSchema: Record<string, string> = {
  List:
    'apiVersion:s kind:s metadata:any items:any',
  ConfigMap:
    'apiVersion:s kind:s metadata:ObjectMeta binaryData:{s} data:{s} immutable:b',
  Secret:
    'apiVersion:s kind:s metadata:ObjectMeta data:{s} immutable:b stringData:{s} type:s',
  PersistentVolumeClaim:
    'apiVersion:s kind:s metadata:ObjectMeta spec:PersistentVolumeClaimSpec! status:any',
  PodTemplate:
    'apiVersion:s kind:s metadata:ObjectMeta template:PodTemplateSpec!',
  PodTemplateSpec:
    'metadata:ObjectMeta spec:PodSpec',
  ReplicationController:
    'apiVersion:s kind:s metadata:ObjectMeta spec:ReplicationControllerSpec! status:any',
  ReplicationControllerSpec:
    'minReadySeconds:i replicas:i selector:{s} template:PodTemplateSpec!',
  Deployment:
    'apiVersion:s kind:s metadata:ObjectMeta spec:DeploymentSpec! status:any',
  DeploymentSpec:
    'minReadySeconds:i paused:b progressDeadlineSeconds:i replicas:i revisionHistoryLimit:i selector:LabelSelector! strategy:DeploymentStrategy template:PodTemplateSpec!',
  DeploymentStrategy:
    'rollingUpdate:RollingUpdate type:s',
  RollingUpdate:
    'maxSurge:x maxUnavailable:x',
  ReplicaSet:
    'apiVersion:s kind:s metadata:ObjectMeta spec:ReplicaSetSpec! status:any',
  ReplicaSetSpec:
    'minReadySeconds:i replicas:i selector:LabelSelector! template:PodTemplateSpec!',
  StatefulSet:
    'apiVersion:s kind:s metadata:ObjectMeta spec:StatefulSetSpec! status:any',
  StatefulSetSpec:
    'minReadySeconds:i ordinals:StatefulSetOrdinals persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy podManagementPolicy:s replicas:i revisionHistoryLimit:i selector:LabelSelector! serviceName:s template:PodTemplateSpec! updateStrategy:StatefulSetUpdateStrategy volumeClaimTemplates:ClaimTemplate[]',
  StatefulSetOrdinals:
    'start:i',
  StatefulSetPersistentVolumeClaimRetentionPolicy:
    'whenDeleted:s whenScaled:s',
  StatefulSetUpdateStrategy:
    'rollingUpdate:RollingUpdateStatefulSetStrategy type:s',
  RollingUpdateStatefulSetStrategy:
    'maxUnavailable:x partition:i',
  ClaimTemplate:
    'apiVersion:s kind:s metadata:ObjectMeta! spec:PersistentVolumeClaimSpec! status:any',
  DaemonSet:
    'apiVersion:s kind:s metadata:ObjectMeta spec:DaemonSetSpec! status:any',
  DaemonSetSpec:
    'minReadySeconds:i revisionHistoryLimit:i selector:LabelSelector! template:PodTemplateSpec! updateStrategy:DaemonSetUpdateStrategy',
  DaemonSetUpdateStrategy:
    'rollingUpdate:RollingUpdate type:s',
  Job:
    'apiVersion:s kind:s metadata:ObjectMeta spec:JobSpec! status:any',
  JobSpec:
    'activeDeadlineSeconds:i backoffLimit:i backoffLimitPerIndex:i completionMode:s completions:i managedBy:s manualSelector:b maxFailedIndexes:i parallelism:i podFailurePolicy:PodFailurePolicy podReplacementPolicy:s scheduling:any selector:LabelSelector successPolicy:SuccessPolicy suspend:b template:PodTemplateSpec! ttlSecondsAfterFinished:i',
  PodFailurePolicy:
    'rules:PodFailurePolicyRule[]!',
  PodFailurePolicyRule:
    'action:s! onExitCodes:PodFailurePolicyOnExitCodesRequirement onPodConditions:PodFailurePolicyOnPodConditionsPattern[]',
  PodFailurePolicyOnExitCodesRequirement:
    'containerName:s operator:s! values:i[]!',
  PodFailurePolicyOnPodConditionsPattern:
    'status:s type:s!',
  SuccessPolicy:
    'rules:SuccessPolicyRule[]!',
  SuccessPolicyRule:
    'succeededCount:i succeededIndexes:s',
  CronJob:
    'apiVersion:s kind:s metadata:ObjectMeta spec:CronJobSpec! status:any',
  CronJobSpec:
    'concurrencyPolicy:s failedJobsHistoryLimit:i jobTemplate:JobTemplateSpec! schedule:s! startingDeadlineSeconds:i successfulJobsHistoryLimit:i suspend:b timeZone:s',
  JobTemplateSpec:
    'metadata:ObjectMeta spec:JobSpec!',
};
