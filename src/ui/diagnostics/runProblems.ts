import * as vscode from 'vscode';
import {
  EngineError,
  type PodDocument,
  type PodEngineApi,
  type PodKey,
  type PodProblem,
  type PodSnapshot,
  podKeyString,
} from '../../engine';
import type { Manifests } from '../manifests';
import { codeSentence } from '../sentences';
import { podState } from '../tree/podState';
import { errorPlace, podDocument } from './errorPlace';
import { diagnosticSource, explainedCode, rangeOf } from './manifestDiagnostics';
import { followMarks, markAt, type ProblemMark, problemMarks } from './problemMarks';

/** What is marked in one Pod document. */
interface PodMarks {
  /** What the last run of it was refused with: nothing on Docker says it any more. */
  refused: ProblemMark[];
  /** What keeps the pod that stands from running. */
  standing: ProblemMark[];
}

const nothing: PodMarks = { refused: [], standing: [] };

/**
 * What Docker had to say against an open manifest, as a diagnostic at the field that can mend it: of a pod that stands
 * for as long as it is so, of a run that was refused until the pod runs; and both until the text there changes, or the
 * document is closed.
 */
export class RunProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('dockerPodsRun');
  /** By document, then by pod; only those that have any. */
  private readonly marks = new Map<string, Map<string, PodMarks>>();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly engine: PodEngineApi,
    private readonly manifests: Manifests,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.collection,
      manifests.onDidChange((document) => this.update(document)),
      { dispose: engine.onDidChangePods((keys) => this.updateAllOf(keys)) },
    );
    for (const document of vscode.workspace.textDocuments) this.update(document);
  }

  /** Notes what a run of the document's pod was refused with; nothing stands where no field can mend it. */
  note(uri: vscode.Uri, key: PodKey, error: unknown): void {
    const document = openDocument(uri);
    if (!document) return;
    const place = error instanceof EngineError ? errorPlace(this.manifests, document, key, error) : undefined;
    const isPlaced = place && error instanceof EngineError;
    this.setRefused(uri, key, isPlaced ? [markAt(document.getText(), error, place)] : []);
    this.update(document);
  }

  /** A run of the document's pod was not refused. */
  clear(uri: vscode.Uri, key: PodKey): void {
    this.setRefused(uri, key, []);
    const document = openDocument(uri);
    if (document) this.update(document);
  }

  /** Opens the manifest at what can mend the error, else at its Pod. */
  async open(uri: vscode.Uri, key: PodKey, error: unknown): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    const place = isCoded(error) ? errorPlace(this.manifests, document, key, error) : undefined;
    const anchor = podDocument(this.manifests, document, key)?.anchor[0] ?? 0;
    const selection = rangeOf(document, place?.range ?? [anchor, anchor]);
    await vscode.window.showTextDocument(document, { selection });
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private setRefused(uri: vscode.Uri, key: PodKey, refused: ProblemMark[]): void {
    const own = this.marks.get(uri.toString()) ?? new Map<string, PodMarks>();
    const id = podKeyString(key);
    own.set(id, { ...(own.get(id) ?? nothing), refused });
    this.marks.set(uri.toString(), own);
  }

  private updateAllOf(keys: readonly PodKey[]): void {
    const changed = new Set(keys.map(podKeyString));
    for (const document of vscode.workspace.textDocuments) {
      const pods = this.manifests.read(document)?.pods ?? [];
      if (pods.some((own) => changed.has(idOf(own) ?? ''))) this.update(document);
    }
  }

  private update(document: vscode.TextDocument): void {
    const { uri } = document;
    const before = this.marks.get(uri.toString());
    const after = new Map<string, PodMarks>();
    const pods = document.isClosed ? [] : (this.manifests.read(document)?.pods ?? []);
    for (const own of pods) {
      const id = idOf(own);
      const marks = id === undefined ? nothing : this.marksOf(document, own, before?.get(id));
      if (id !== undefined && marks !== nothing) after.set(id, marks);
    }
    if (!before && after.size === 0) return;
    if (after.size > 0) this.marks.set(uri.toString(), after);
    else this.marks.delete(uri.toString());
    const shown = [...after.values()].flatMap(({ refused, standing }) => [...refused, ...standing]);
    this.collection.set(
      uri,
      shown.map((mark) => diagnosticOf(document, mark)),
    );
  }

  private marksOf(document: vscode.TextDocument, own: PodDocument, before = nothing): PodMarks {
    const { name = '', namespace } = own;
    const snapshot = this.engine.pod({ name, namespace });
    if (before === nothing && !snapshot?.problems.length) return nothing;
    const text = document.getText();
    const standing = problemMarks(text, own, snapshot, before.standing);
    // Wherever it was started from: by its tree item, or in another window.
    const isOver = snapshot !== undefined && this.runs(own, snapshot);
    const refused = isOver ? [] : followMarks(text, own, before.refused);
    return standing.length + refused.length > 0 ? { refused, standing } : nothing;
  }

  private runs(own: PodDocument, snapshot: PodSnapshot): boolean {
    return snapshot.specHash === this.manifests.specHash(own) && podState(snapshot).tone === 'ok';
  }
}

function diagnosticOf(document: vscode.TextDocument, { place, problem }: ProblemMark): vscode.Diagnostic {
  const sentence = codeSentence(problem.code, problem.args);
  const diagnostic = new vscode.Diagnostic(rangeOf(document, place.range), sentence);
  diagnostic.code = explainedCode(problem.code);
  diagnostic.source = diagnosticSource;
  return diagnostic;
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

function idOf({ name, namespace }: PodDocument): string | undefined {
  return name === undefined ? undefined : podKeyString({ name, namespace });
}

/** An error of the engine, or a problem of a pod that stands. */
function isCoded(error: unknown): error is Pick<PodProblem, 'code' | 'args'> {
  return typeof error === 'object' && error !== null && 'code' in error && 'args' in error;
}
