/** The engine's public face: all that the ui ring may import. */
export { createPodEngine, type PodEngineOptions } from './createPodEngine';
export { fieldOfError } from './manifest/fieldOfError';
export type { ManifestRead, PodDocument } from './manifest/manifestRead';
export { rangeOfField } from './manifest/rangeOfField';
export { readManifest } from './manifest/readManifest';
export { EngineError, type EngineErrorCode } from './model/engineError';
export type { Finding, FindingCode, Severity, TextRange } from './model/finding';
export { formatMessage, messages } from './model/messages';
export {
  type NamespaceKind,
  type NamespaceMember,
  type NamespaceReport,
  namespaceKinds,
} from './model/namespaceReport';
export type { Container, Pod, PodSpec } from './model/pod';
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
  type PodSnapshot,
  type PublishedPort,
  podKeyString,
} from './model/podSnapshot';
export type { ContainerState, ContainerStatus, PodCondition, PodPhase, PodStatus } from './model/podStatus';
export { specHashOf } from './plan/specHash';
export type { LogsOptions, PodEngineApi, RunOptions, RunProgress, Unsubscribe } from './podEngineApi';
export type { ConnectionState, LogLine } from './runtime/podRuntime';
