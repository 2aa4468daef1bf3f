/** The engine's public face: all that the ui ring may import. */
export { createPodEngine, type PodEngineOptions } from './createPodEngine';
export { type CompletionAt, completionAt, type FieldChoice } from './manifest/completionAt';
export { type FieldAt, fieldAt } from './manifest/fieldAt';
export { fieldLines, moveField, type TextEdit } from './manifest/fieldLines';
export { fieldOfError } from './manifest/fieldOfError';
export type { ManifestRead, ObjectDocument, PodDocument, PodTemplateOf } from './manifest/manifestRead';
export { createManifestReader, type ManifestReader } from './manifest/manifestReader';
export { missingObjects } from './manifest/objects/missingObjects';
export type { ObjectReference } from './manifest/objects/referencesOf';
export { type ProblemPlace, placeOfProblem } from './manifest/placeOfProblem';
export { rangeOfField } from './manifest/rangeOfField';
export { readManifest } from './manifest/readManifest';
export type { SupportRule } from './manifest/support/supportRule';
export { allContainers } from './model/allContainers';
export { EngineError, type EngineErrorCode } from './model/engineError';
export type { Finding, FindingCode, Severity, TextRange } from './model/finding';
export { formatMessage, messages } from './model/messages';
export {
  type NamespaceKind,
  type NamespaceMember,
  type NamespaceReport,
  namespaceKinds,
} from './model/namespaceReport';
export type { Container, EnvVar, Pod, PodSpec } from './model/pod';
export type { PodEvent } from './model/podEvent';
export {
  type ObjectKind,
  type ObjectRef,
  type ObjectSource,
  objectKey,
  type PodObject,
} from './model/podObject';
export {
  type PodActivity,
  type PodKey,
  type PodProblem,
  type PodSnapshot,
  type PublishedPort,
  podKeyString,
} from './model/podSnapshot';
export type { ContainerState, ContainerStatus, PodCondition, PodPhase, PodStatus } from './model/podStatus';
export { supportNotes } from './model/supportNotes';
export { containerName, sandboxName } from './plan/names';
export type { PodChange } from './plan/podChange';
export type {
  PlannedContainer,
  PlanReason,
  PodPlan,
  PodSandboxConfig,
  VolumeConfig,
} from './plan/podPlan';
export { volumePath } from './plan/sandboxPaths';
export { specHashOf } from './plan/specHash';
export type { EngineSettings } from './podEngine';
export type { LogsOptions, PodEngineApi, RunOptions, RunProgress, Unsubscribe } from './podEngineApi';
export type { ConnectionState, LogLine } from './runtime/podRuntime';
