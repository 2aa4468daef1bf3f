import * as vscode from 'vscode';
import { EngineError, type PodEngineApi, type PodKey, podKeyString, rangeOfField } from '../../engine';
import type { Manifests } from '../manifests';
import { errorSentence } from '../sentences';
import { podState } from '../tree/podState';
import { type ErrorPlace, errorPlace, podDocument } from './errorPlace';
import { diagnosticSource, explainedCode, rangeOf } from './manifestDiagnostics';

/** A failed run, at the field that can mend it. */
interface Problem {
  uri: vscode.Uri;
  key: PodKey;
  error: EngineError;
  place: ErrorPlace;
  /** What is written at the place. */
  written: string;
}

/**
 * What Docker had to say against an open manifest, as a diagnostic at the field that can mend it: until the text there
 * changes, the pod runs as the text says, or the document is closed.
 */
export class RunProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('dockerPodsRun');
  private readonly problems = new Map<string, Problem>();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly engine: PodEngineApi,
    private readonly manifests: Manifests,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.collection,
      manifests.onDidChange((document) => this.follow(document)),
      { dispose: engine.onDidChangePods((keys) => this.dropWhereRunning(keys)) },
    );
  }

  /** Notes what a run of the document's pod came to; nothing stands where no field can mend it. */
  note(uri: vscode.Uri, key: PodKey, error: unknown): void {
    const document = openDocument(uri);
    const place =
      document && error instanceof EngineError ? errorPlace(this.manifests, document, key, error) : undefined;
    if (place && error instanceof EngineError) {
      const written = document?.getText().slice(...place.range) ?? '';
      this.problems.set(idOf(uri, key), { uri, key, error, place, written });
    } else this.problems.delete(idOf(uri, key));
    this.show(uri);
  }

  /** The pod was run from this document, and nothing is wrong with it any more. */
  clear(uri: vscode.Uri, key: PodKey): void {
    if (this.problems.delete(idOf(uri, key))) this.show(uri);
  }

  /** Opens the manifest at what can mend the error, else at its Pod. */
  async open(uri: vscode.Uri, key: PodKey, error: unknown): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    const place = error instanceof EngineError ? errorPlace(this.manifests, document, key, error) : undefined;
    const anchor = podDocument(this.manifests, document, key)?.anchor[0] ?? 0;
    const selection = rangeOf(document, place?.range ?? [anchor, anchor]);
    await vscode.window.showTextDocument(document, { selection });
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** The text around a problem has changed: it moves with its field, or goes with what was written there. */
  private follow(document: vscode.TextDocument): void {
    const own = [...this.problems].filter(([, { uri }]) => uri.toString() === document.uri.toString());
    for (const [id, problem] of own) {
      const place = document.isClosed ? undefined : this.placeNow(document, problem);
      const written = place && document.getText().slice(...place.range);
      if (place && written === problem.written) problem.place = place;
      else this.problems.delete(id);
    }
    if (own.length > 0) this.show(document.uri);
  }

  /** While the text has mistakes, a field is known by its path alone. */
  private placeNow(
    document: vscode.TextDocument,
    { key, error, place: { path } }: Problem,
  ): ErrorPlace | undefined {
    const own = podDocument(this.manifests, document, key);
    if (own?.pod) return errorPlace(this.manifests, document, key, error);
    const range = own && rangeOfField(document.getText(), own, path);
    return range && { path, range };
  }

  /** Wherever it was started from: by its tree item, or in another window. */
  private dropWhereRunning(keys: readonly PodKey[]): void {
    const changed = new Set(keys.map(podKeyString));
    for (const { uri, key } of [...this.problems.values()]) {
      if (!changed.has(podKeyString(key))) continue;
      const snapshot = this.engine.pod(key);
      const document = openDocument(uri);
      const own = document && podDocument(this.manifests, document, key);
      const same = snapshot && own && snapshot.specHash === this.manifests.specHash(own);
      if (same && podState(snapshot).tone === 'ok') this.clear(uri, key);
    }
  }

  private show(uri: vscode.Uri): void {
    const document = openDocument(uri);
    const own = [...this.problems.values()].filter((problem) => problem.uri.toString() === uri.toString());
    this.collection.set(uri, document ? own.map((problem) => diagnosticOf(document, problem)) : []);
  }
}

function diagnosticOf(document: vscode.TextDocument, { place, error }: Problem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeOf(document, place.range), errorSentence(error));
  diagnostic.code = explainedCode(error.code);
  diagnostic.source = diagnosticSource;
  return diagnostic;
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

function idOf(uri: vscode.Uri, key: PodKey): string {
  return `${uri} ${podKeyString(key)}`;
}
