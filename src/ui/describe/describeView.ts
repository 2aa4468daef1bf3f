import * as vscode from 'vscode';
import { Languages } from '../../contributions';
import { EngineError, type PodEngineApi, type PodKey, podKeyString } from '../../engine';
import { errorSentence } from '../sentences';
import { podTitle } from '../tree/podPresentation';

const scheme = 'docker-pods-describe';

/** Milliseconds that changes of a pod are gathered before its text is made anew. */
const gatherTime = 200;
/** Milliseconds between two looks at the clock, for the ages in a text that is seen. */
const ageInterval = 30_000;

/** Shows everything of a pod as text, as `kubectl describe pod` does, and keeps it true while it is seen. */
export class DescribeView implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  /** The last text of each pod, to be read when the pod is gone. */
  private readonly texts = new Map<string, string>();
  /** Pods that changed while nobody looked. */
  private readonly stale = new Set<string>();
  private readonly subscriptions: vscode.Disposable;
  private readonly clock: NodeJS.Timeout;
  private gathering: NodeJS.Timeout | undefined;

  readonly onDidChange = this.changed.event;

  constructor(private readonly engine: PodEngineApi) {
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.window.onDidChangeVisibleTextEditors(() => this.refresh()),
      { dispose: engine.onDidChangePods((keys) => this.note(keys)) },
      { dispose: engine.onDidChangeConnection(() => this.noteAll()) },
    );
    this.clock = setInterval(() => this.noteAll(), ageInterval);
  }

  /** Opens the text of a pod beside the editor; `events`: at its end, where they are. */
  async open(key: PodKey, { events = false } = {}): Promise<void> {
    const uri = uriOf(key);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, Languages.podDescription);
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn: columnFor(uri),
      preview: true,
    });
    if (events) editor.revealRange(eventsOf(editor.document), vscode.TextEditorRevealType.AtTop);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const key = keyOf(uri);
    const id = podKeyString(key);
    this.stale.delete(id);
    try {
      const text = await this.engine.describe(key);
      this.texts.set(id, text);
      return text;
    } catch (error) {
      const isGone = error instanceof EngineError && error.code === 'pod-not-found';
      const said = isGone ? vscode.l10n.t('Pod {0} is gone.', podTitle(key)) : errorSentence(error);
      const last = this.texts.get(id);
      return last ? `# ${said} ${vscode.l10n.t('This is how it stood last.')}\n\n${last}` : `# ${said}\n`;
    }
  }

  dispose(): void {
    clearInterval(this.clock);
    clearTimeout(this.gathering);
    this.subscriptions.dispose();
  }

  private noteAll(): void {
    this.note(openTexts().map(keyOf));
  }

  private note(keys: readonly PodKey[]): void {
    for (const key of keys) this.stale.add(podKeyString(key));
    this.gathering ??= setTimeout(() => this.refresh(), gatherTime);
  }

  /** Asks for the texts that are seen and not true any more; the others wait until somebody looks. */
  private refresh(): void {
    clearTimeout(this.gathering);
    this.gathering = undefined;
    const open = openTexts();
    const known = new Set(open.map((uri) => podKeyString(keyOf(uri))));
    for (const id of this.stale) if (!known.has(id)) this.stale.delete(id);
    const seen = new Set(vscode.window.visibleTextEditors.map(({ document }) => document.uri.toString()));
    for (const uri of open) {
      if (seen.has(uri.toString()) && this.stale.has(podKeyString(keyOf(uri)))) this.changed.fire(uri);
    }
  }
}

/** From the heading of the events to the end. */
function eventsOf(document: vscode.TextDocument): vscode.Range {
  const start = document.getText().search(/^Events:/m);
  return new vscode.Range(
    document.positionAt(Math.max(start, 0)),
    document.lineAt(document.lineCount - 1).range.end,
  );
}

function openTexts(): vscode.Uri[] {
  return vscode.workspace.textDocuments.map(({ uri }) => uri).filter((uri) => uri.scheme === scheme);
}

/** A text that is shown already stays where it is. */
function columnFor(uri: vscode.Uri): vscode.ViewColumn {
  const shown = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  const beside = vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
  return shown?.viewColumn ?? beside;
}

function uriOf({ namespace, name }: PodKey): vscode.Uri {
  const title = vscode.l10n.t('Pod {0}', podTitle({ namespace, name }));
  const query = JSON.stringify({ namespace, name });
  return vscode.Uri.from({ scheme, path: `/${title.replaceAll('/', '∕')}`, query });
}

function keyOf({ query }: vscode.Uri): PodKey {
  return JSON.parse(query) as PodKey;
}
