import type * as vscode from 'vscode';
import type { PodKey } from './engine';

/** Ids of the commands; package.json declares the same, and a test holds the two against each other. */
export const Commands = {
  podRun: 'dockerPods.pod.run',
  podStart: 'dockerPods.pod.start',
  podStop: 'dockerPods.pod.stop',
  podRestart: 'dockerPods.pod.restart',
  podRemove: 'dockerPods.pod.remove',
  podLogs: 'dockerPods.pod.logs',
  podInspect: 'dockerPods.pod.inspect',
  podDescribe: 'dockerPods.pod.describe',
  podOpenManifest: 'dockerPods.pod.openManifest',
  podReveal: 'dockerPods.pod.reveal',
  podShowPlan: 'dockerPods.pod.showPlan',
  planRevealField: 'dockerPods.plan.revealField',
  findingExplain: 'dockerPods.finding.explain',
  containerLogs: 'dockerPods.container.logs',
  containerPreviousLogs: 'dockerPods.container.previousLogs',
  portOpen: 'dockerPods.port.open',
  problemShow: 'dockerPods.problem.show',
  sampleOpen: 'dockerPods.sample.open',
  connectionRetry: 'dockerPods.connection.retry',
  logShow: 'dockerPods.log.show',
} as const;
export type CommandId = (typeof Commands)[keyof typeof Commands];

export const Views = {
  container: 'dockerPods',
  pods: 'dockerPods.pods',
  inspector: 'dockerPods.inspector',
} as const;

export const Settings = {
  ociRuntime: 'dockerPods.ociRuntime',
  hostIP: 'dockerPods.hostIP',
  runtimeClasses: 'dockerPods.runtimeClasses',
  allowedUnsafeSysctls: 'dockerPods.allowedUnsafeSysctls',
  podLimits: 'dockerPods.podLimits',
  objectFiles: 'dockerPods.objectFiles',
  yamlAssist: 'dockerPods.yaml.assist',
  confirmRemove: 'dockerPods.confirmRemove',
} as const;
export type SettingId = (typeof Settings)[keyof typeof Settings];

export const ContextKeys = {
  connection: 'dockerPods:connection',
  connectionProblem: 'dockerPods:connectionProblem',
  editorHasPod: 'dockerPods:editorHasPod',
} as const;
export type ContextKey = (typeof ContextKeys)[keyof typeof ContextKeys];

export const Languages = {
  yaml: 'yaml',
  podLog: 'pod-log',
  podPlan: 'pod-plan',
  podDescription: 'pod-description',
} as const;

/** A pod as a surface names it: the key itself, an item of the tree, or a document of an open manifest. */
export type PodArgument = PodKey | { key: PodKey } | vscode.Uri | undefined;

/** Names a container, as its item in the tree does. */
export interface ContainerArgument {
  key: PodKey;
  container: string;
}

/** With a Uri as the pod: which Pod document of that text, from 0. */
type DocumentIndex = number | undefined;
type OnPod = (pod?: PodArgument, index?: DocumentIndex) => Promise<void>;

/** What each command takes. Without arguments all of them ask. */
export interface CommandTypes {
  [Commands.podRun]: (document?: vscode.Uri, index?: DocumentIndex) => Promise<void>;
  [Commands.podStart]: OnPod;
  [Commands.podStop]: OnPod;
  [Commands.podRestart]: OnPod;
  [Commands.podRemove]: OnPod;
  [Commands.podLogs]: OnPod;
  [Commands.podInspect]: OnPod;
  [Commands.podDescribe]: OnPod;
  [Commands.podOpenManifest]: OnPod;
  [Commands.podReveal]: OnPod;
  [Commands.podShowPlan]: (document?: vscode.Uri, index?: DocumentIndex) => Promise<void>;
  [Commands.planRevealField]: (document: string, start: number, end: number) => Promise<void>;
  [Commands.findingExplain]: (code: string) => Promise<void>;
  [Commands.containerLogs]: (container?: ContainerArgument) => Promise<void>;
  [Commands.containerPreviousLogs]: (container?: ContainerArgument) => Promise<void>;
  [Commands.portOpen]: OnPod;
  [Commands.problemShow]: (document: vscode.Uri, index: number) => Promise<void>;
  [Commands.sampleOpen]: () => Promise<void>;
  [Commands.connectionRetry]: () => void;
  [Commands.logShow]: () => void;
}

export interface SettingTypes {
  [Settings.ociRuntime]: string;
  [Settings.hostIP]: string;
  [Settings.runtimeClasses]: Record<string, string>;
  [Settings.allowedUnsafeSysctls]: string[];
  [Settings.podLimits]: 'spec' | 'containers';
  [Settings.objectFiles]: string[];
  [Settings.yamlAssist]: 'auto' | 'on' | 'off';
  [Settings.confirmRemove]: boolean;
}

export interface ContextKeyTypes {
  [ContextKeys.connection]: 'connecting' | 'connected' | 'unreachable';
  [ContextKeys.connectionProblem]: string;
  [ContextKeys.editorHasPod]: boolean;
}

/** Registers the handler of a command under its own types. */
export function registerCommand<K extends CommandId>(
  commands: typeof vscode.commands,
  id: K,
  handler: CommandTypes[K],
): vscode.Disposable {
  return commands.registerCommand(id, handler);
}

/** A command as a lens or an item of a tree carries it. */
export function commandLink<K extends CommandId>(
  title: string,
  command: K,
  ...args: Parameters<CommandTypes[K]>
): vscode.Command {
  return { title, command, arguments: args };
}

/** The value of a setting; package.json holds its default. */
export function readSetting<K extends SettingId>(
  workspace: typeof vscode.workspace,
  id: K,
): SettingTypes[K] | undefined {
  return workspace.getConfiguration().get<SettingTypes[K]>(id);
}

/** Sets a context key, that `when` clauses of package.json ask for. */
export function setContext<K extends ContextKey>(
  commands: typeof vscode.commands,
  key: K,
  value: ContextKeyTypes[K],
): void {
  void commands.executeCommand('setContext', key, value);
}
