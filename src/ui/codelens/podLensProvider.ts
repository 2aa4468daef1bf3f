import * as vscode from 'vscode';
import type { PodDocument, PodEngineApi } from '../../engine';
import { type Manifests, manifestSelector } from '../manifests';
import { type LensTitle, lensTitles } from './lensTitles';

/** Milliseconds after which VS Code has asked for lenses, where it will. */
const askingTime = 1000;

/** The lenses above every Pod document of the open manifests. */
export class PodLensProvider implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /**
   * Titles that the editor is known to show, by document: only a difference makes VS Code ask again, so nothing
   * flickers. Not those given last, for others ask, too: what they were told the editor does not show.
   */
  private readonly shown = new WeakMap<vscode.TextDocument, string>();
  /** Titles as they were given last, whoever asked. */
  private readonly given = new WeakMap<vscode.TextDocument, string>();
  private readonly subscriptions: vscode.Disposable;
  private check: NodeJS.Timeout | undefined;

  readonly onDidChangeCodeLenses = this.changed.event;

  /**
   * `onDidTakeFocus`: something beside the editor was opened, and has the focus. An editor that loses it drops the question
   * that it was about to ask, and until it is clicked into shows lenses of its cache, which do nothing when they are
   * clicked: so it is told to ask again.
   */
  constructor(
    private readonly engine: PodEngineApi,
    private readonly manifests: Manifests,
    onDidTakeFocus: vscode.Event<unknown>,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      { dispose: engine.onDidChangePods(() => this.update()) },
      onDidTakeFocus(() => this.changed.fire()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.expectAsking()),
      manifests.onDidChange(() => this.expectAsking()),
      vscode.languages.registerCodeLensProvider(manifestSelector, this),
    );
    this.expectAsking();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const pods = this.manifests.read(document)?.pods ?? [];
    const titles = pods.map((pod) => this.titles(pod));
    const text = JSON.stringify(titles);
    this.given.set(document, text);
    if (!this.shown.has(document)) this.shown.set(document, text);
    return pods.flatMap((pod, index) => {
      const { line } = document.positionAt(pod.anchor[0]);
      const range = new vscode.Range(line, 0, line, 0);
      return (titles[index] ?? []).map(
        (title) => new vscode.CodeLens(range, commandOf(title, pod, document.uri, index)),
      );
    });
  }

  dispose(): void {
    clearTimeout(this.check);
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
      const titles = this.allTitles(document);
      stale ||= titles !== shown;
      this.shown.set(document, titles);
    }
    if (!stale) return;
    this.changed.fire();
    this.expectAsking();
  }

  /**
   * An editor that loses the focus while it is about to ask drops the question, and would show old lenses, or none,
   * until it is clicked into: so it is told again. A few times, for where lenses are turned off it never asks.
   */
  private expectAsking(tries = 3): void {
    clearTimeout(this.check);
    this.check = setTimeout(() => {
      if (!vscode.window.visibleTextEditors.some(({ document }) => this.isUnasked(document))) return;
      this.changed.fire();
      if (tries > 1) this.expectAsking(tries - 1);
    }, askingTime);
  }

  private isUnasked(document: vscode.TextDocument): boolean {
    const titles = this.allTitles(document);
    return titles !== '[]' && titles !== this.given.get(document);
  }

  private allTitles(document: vscode.TextDocument): string {
    const pods = this.manifests.read(document)?.pods ?? [];
    return JSON.stringify(pods.map((pod) => this.titles(pod)));
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
