import * as vscode from 'vscode';
import { readSetting, Settings } from './contributions';
import { createPodEngine, type EngineSettings, type NamespaceReport, type PodEngineApi } from './engine';
import { YamlAssist } from './ui/assist/yamlAssist';
import { PodLensProvider } from './ui/codelens/podLensProvider';
import { registerCommands } from './ui/commands/registerCommands';
import { registerConnectionContext } from './ui/connectionContext';
import { DescribeView } from './ui/describe/describeView';
import { ManifestDiagnostics } from './ui/diagnostics/manifestDiagnostics';
import { RunProblems } from './ui/diagnostics/runProblems';
import { registerEditorContext } from './ui/editorContext';
import { FixProvider } from './ui/fixes/fixProvider';
import { InspectorPanels } from './ui/inspector/inspectorPanels';
import { PodLogs } from './ui/logs/podLogs';
import { Manifests } from './ui/manifests';
import { followSources } from './ui/objects/followSources';
import { WorkspaceObjects } from './ui/objects/workspaceObjects';
import { PlanView } from './ui/plan/planView';
import { PodsView, type TreeText } from './ui/tree/podsView';

/** What tests in a real VS Code see of the surfaces; nobody else is given anything. */
export interface TestApi {
  engine: PodEngineApi;
  tree: { snapshot(): TreeText[] };
  manifests: Manifests;
  inspector: { lastReport(): NamespaceReport | undefined };
}

let running: PodEngineApi | undefined;

/** Builds the engine and hands it to every surface. */
export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const { extensionUri, extensionMode, subscriptions } = context;
  const log = vscode.window.createOutputChannel('Docker Pods', { log: true });
  const objects = new WorkspaceObjects();
  const engine = createPodEngine({
    mediaDir: vscode.Uri.joinPath(extensionUri, 'media').fsPath,
    settings: engineSettings,
    objects,
    log: (level, message) => log[level](message),
  });
  running = engine;
  const manifests = new Manifests();
  const diagnostics = new ManifestDiagnostics(manifests, objects);
  const problems = new RunProblems(engine, manifests);
  const view = new PodsView(engine);
  const logs = new PodLogs(engine);
  const plans = new PlanView(engine, manifests);
  const descriptions = new DescribeView(engine);
  const inspector = new InspectorPanels(engine, extensionUri);
  subscriptions.push(
    log,
    manifests,
    objects,
    diagnostics,
    problems,
    view,
    logs,
    inspector,
    plans,
    descriptions,
    new PodLensProvider(engine, manifests, view.onDidChangeVisibility),
    new FixProvider(manifests, diagnostics),
    new YamlAssist(diagnostics, objects),
    followSources(engine, objects),
    registerEditorContext(manifests),
    registerConnectionContext(engine),
    registerCommands({
      engine,
      manifests,
      problems,
      view,
      logs,
      inspector,
      plans,
      descriptions,
      log,
      extensionUri,
    }),
  );
  return extensionMode === vscode.ExtensionMode.Test
    ? { engine, tree: view, manifests, inspector }
    : undefined;
}

/** Lets go of Docker, and gives the sweep that is due time to end. The pods run on. */
export async function deactivate(): Promise<void> {
  await running?.dispose();
  running = undefined;
}

function engineSettings(): EngineSettings {
  const runtime = readSetting(vscode.workspace, Settings.ociRuntime)?.trim();
  const hostIP = readSetting(vscode.workspace, Settings.hostIP)?.trim();
  return {
    ...(runtime ? { runtime } : {}),
    ...(hostIP ? { hostIP } : {}),
    runtimeClasses: readSetting(vscode.workspace, Settings.runtimeClasses) ?? {},
    allowedUnsafeSysctls: readSetting(vscode.workspace, Settings.allowedUnsafeSysctls) ?? [],
    podLimits: readSetting(vscode.workspace, Settings.podLimits) ?? 'spec',
  };
}
