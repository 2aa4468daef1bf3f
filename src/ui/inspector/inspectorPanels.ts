import * as vscode from 'vscode';
import { Views } from '../../contributions';
import { type NamespaceReport, type PodEngineApi, type PodKey, podKeyString } from '../../engine';
import type { FromInspector, InspectedPod, ToInspector } from '../../webview/protocol';
import { errorSentence } from '../sentences';
import { podTitle } from '../tree/podPresentation';
import { type InspectionLoop, inspectionLoop } from './inspectionLoop';
import { inspectorHtml } from './inspectorHtml';
import { inspectorStrings } from './inspectorStrings';
import { type PodLifeFeed, podLifeFeed } from './podLifeFeed';

/** Milliseconds between two readings while a panel is seen. */
const interval = 1000;

/** The namespace inspector: one panel per pod, which outlives a reload of the window. */
export class InspectorPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels = new Map<string, vscode.WebviewPanel>();
  private readonly serializer: vscode.Disposable;
  private latest: NamespaceReport | undefined;

  constructor(
    private readonly engine: PodEngineApi,
    private readonly extensionUri: vscode.Uri,
  ) {
    this.serializer = vscode.window.registerWebviewPanelSerializer(Views.inspector, this);
  }

  /** Shows the pod's panel, beside the editor where it is new. */
  open(key: PodKey): void {
    const known = this.panels.get(podKeyString(key));
    if (known) {
      known.reveal();
      return;
    }
    const column = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    this.attach(vscode.window.createWebviewPanel(Views.inspector, '', column), key);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    if (isInspectedPod(state)) this.attach(panel, { namespace: state.namespace, name: state.name });
    else panel.dispose();
  }

  /** The report a panel was given last, for tests. */
  lastReport(): NamespaceReport | undefined {
    return this.latest;
  }

  dispose(): void {
    this.serializer.dispose();
    for (const panel of this.panels.values()) panel.dispose();
  }

  private attach(panel: vscode.WebviewPanel, key: PodKey): void {
    const id = podKeyString(key);
    this.panels.set(id, panel);
    const post = (message: ToInspector) => panel.webview.postMessage(message);
    const loop = inspectionLoop(this.engine, key, {
      interval,
      explain: errorSentence,
      onState: (state) => {
        if (state.kind === 'report') this.latest = state.report;
        void post({ type: 'state', state });
      },
    });
    const feed = podLifeFeed(this.engine, key, (life) => void post({ type: 'life', life }));
    const setLive = () => {
      loop.setLive(panel.visible);
      feed.setLive(panel.visible);
    };
    panel.onDidChangeViewState(setLive);
    panel.webview.onDidReceiveMessage((message: FromInspector) => answer(message, key, loop, feed, post));
    panel.onDidDispose(() => {
      loop.dispose();
      feed.dispose();
      this.panels.delete(id);
    });
    this.fill(panel, key);
    setLive();
  }

  private fill(panel: vscode.WebviewPanel, key: PodKey): void {
    const dist = vscode.Uri.joinPath(this.extensionUri, 'dist');
    const { webview } = panel;
    panel.title = vscode.l10n.t('Pod {0} — namespaces', podTitle(key));
    const media = vscode.Uri.joinPath(this.extensionUri, 'media');
    panel.iconPath = {
      light: vscode.Uri.joinPath(media, 'inspector-light.svg'),
      dark: vscode.Uri.joinPath(media, 'inspector-dark.svg'),
    };
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    webview.html = inspectorHtml({
      script: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'inspector.js')).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'inspector.css')).toString(),
      cspSource: webview.cspSource,
    });
  }
}

function answer(
  message: FromInspector,
  key: PodKey,
  loop: InspectionLoop,
  feed: PodLifeFeed,
  post: (message: ToInspector) => void,
): void {
  if (message.type === 'retry') loop.refresh();
  if (message.type !== 'ready') return;
  const { namespace, name } = key;
  post({
    type: 'init',
    pod: { namespace, name },
    strings: inspectorStrings(podTitle(key)),
    state: loop.state,
    life: feed.life,
  });
}

function isInspectedPod(state: unknown): state is InspectedPod {
  if (typeof state !== 'object' || state === null) return false;
  const { namespace, name } = state as Partial<Record<keyof InspectedPod, unknown>>;
  return typeof namespace === 'string' && typeof name === 'string';
}
