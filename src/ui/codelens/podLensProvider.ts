import * as vscode from 'vscode';
import type { PodDocument, PodEngineApi } from '../../engine';
import { type Manifests, manifestSelector } from '../manifests';
import { type LensTitle, lensTitles } from './lensTitles';

/** The lenses above every Pod document of the open manifests. */
export class PodLensProvider implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /**
   * Titles that the editor is known to show, by document: only a difference makes VS Code ask again, so nothing
   * flickers. Not those given last, for others ask, too: what they were told the editor does not show.
   */
  private readonly shown = new WeakMap<vscode.TextDocument, string>();
  private readonly subscriptions: vscode.Disposable;

  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(
    private readonly engine: PodEngineApi,
    private readonly manifests: Manifests,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      { dispose: engine.onDidChangePods(() => this.update()) },
      vscode.languages.registerCodeLensProvider(manifestSelector, this),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const pods = this.manifests.read(document)?.pods ?? [];
    const titles = pods.map((pod) => this.titles(pod));
    if (!this.shown.has(document)) this.shown.set(document, JSON.stringify(titles));
    return pods.flatMap((pod, index) => {
      const { line } = document.positionAt(pod.anchor[0]);
      const range = new vscode.Range(line, 0, line, 0);
      return (titles[index] ?? []).map(
        (title) => new vscode.CodeLens(range, commandOf(title, pod, document.uri, index)),
      );
    });
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private titles(pod: PodDocument): LensTitle[] {
    const { name, namespace } = pod;
    const snapshot = name === undefined ? undefined : this.engine.pod({ name, namespace });
    return lensTitles(pod, snapshot, this.manifests.specHash(pod), vscode.l10n.t);
  }

  private update(): void {
    let stale = false;
    for (const document of vscode.workspace.textDocuments) {
      const shown = this.shown.get(document);
      if (shown === undefined) continue;
      const pods = this.manifests.read(document)?.pods ?? [];
      const titles = JSON.stringify(pods.map((pod) => this.titles(pod)));
      stale ||= titles !== shown;
      this.shown.set(document, titles);
    }
    if (stale) this.changed.fire();
  }
}

function commandOf(
  { title, command, on, tooltip }: LensTitle,
  { name = '', namespace }: PodDocument,
  uri: vscode.Uri,
  index: number,
): vscode.Command {
  const args = on === 'document' ? [uri, index] : [{ name, namespace }];
  return { title, command, arguments: args, ...(tooltip ? { tooltip } : {}) };
}
