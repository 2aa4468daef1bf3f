import type * as vscode from 'vscode';
import type { PodEngineApi } from '../engine';
import type { DescribeView } from './describe/describeView';
import type { RunProblems } from './diagnostics/runProblems';
import type { InspectorPanels } from './inspector/inspectorPanels';
import type { PodLogs } from './logs/podLogs';
import type { Manifests } from './manifests';
import type { PlanView } from './plan/planView';
import type { PodsView } from './tree/podsView';

/** Everything the commands act on. */
export interface UiContext {
  engine: PodEngineApi;
  manifests: Manifests;
  problems: RunProblems;
  view: PodsView;
  logs: PodLogs;
  inspector: InspectorPanels;
  plans: PlanView;
  descriptions: DescribeView;
  /** The channel "Docker Pods": what the engine does, for somebody who asks why. */
  log: vscode.LogOutputChannel;
  extensionUri: vscode.Uri;
}
