import type { NamespaceKind, NamespaceReport } from '../engine/model/namespaceReport';
import type { PodEvent } from '../engine/model/podEvent';
import type { PodCondition } from '../engine/model/podStatus';

export type { PodCondition, PodEvent };

/**
 * What the inspector's two sides say to each other. The panel speaks first (`ready`), so that nothing is sent before
 * somebody listens.
 */
export type FromInspector =
  | { type: 'ready' }
  /** Somebody pressed Retry under an error. */
  | { type: 'retry' };

export type ToInspector =
  /** Answer to `ready`: what stays the same while the panel lives, and how things stand. */
  | { type: 'init'; pod: InspectedPod; strings: InspectorStrings; state: InspectorState; life: PodLife }
  | { type: 'state'; state: InspectorState }
  | { type: 'life'; life: PodLife };

/** Kept by VS Code with the panel, and handed back after the window was reloaded. */
export interface InspectedPod {
  namespace: string;
  name: string;
}

export type InspectorState =
  | { kind: 'loading' }
  | { kind: 'report'; report: NamespaceReport }
  /** There is no such pod; the panel keeps drawing the last report it had. */
  | { kind: 'gone' }
  | { kind: 'error'; sentence: string };

/** How the pod stands, and what happened to it, oldest first. */
export interface PodLife {
  conditions: PodCondition[];
  events: PodEvent[];
}

/** Every word of the panel, in the user's language: `vscode.l10n` is not there in a webview. */
export interface InspectorStrings {
  /** Language of the strings, for `lang`. */
  language: string;
  title: string;
  loading: string;
  retry: string;
  /** `{0}`: a time of day. */
  readAt: string;
  lastReadAt: string;
  gone: string;
  noProcess: string;
  gridCaption: string;
  member: string;
  sandbox: string;
  /** `{0}`: the number. */
  pid: string;
  absent: string;
  noSuchNamespace: string;
  legend: string;
  sharing: Record<'pod' | 'some' | 'private' | 'host', SharingStrings>;
  kinds: Record<NamespaceKind, { name: string; about: string }>;
  /** What the kinds isolate: the heading of their explanations. */
  kindsTitle: string;
  sandboxNote: string;
  utsNote: string;
  conditions: string;
  events: string;
  /** What an event is that wants somebody to look. */
  warning: string;
}

export interface SharingStrings {
  /** In a cell; `{0}`: the other members. */
  cell: string;
  /** In the legend. */
  name: string;
  about: string;
}
