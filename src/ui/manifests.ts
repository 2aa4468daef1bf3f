import * as vscode from 'vscode';
import { Languages } from '../contributions';
import {
  createManifestReader,
  type ManifestRead,
  type ManifestReader,
  type Pod,
  type PodDocument,
  specHashOf,
} from '../engine';
import { concernsPods, mayHoldPod } from './mayHoldPod';

/** Documents that may be manifests. */
export const manifestSelector: vscode.DocumentSelector = [
  { language: Languages.yaml, scheme: 'file' },
  { language: Languages.yaml, scheme: 'untitled' },
];

/** Milliseconds without a keystroke before a changed text counts as changed. */
const typingPause = 250;

/**
 * The manifests among the open documents. Each version of a text is read once, whoever asks: diagnostics, lenses
 * and commands see the same reading.
 */
export class Manifests implements vscode.Disposable {
  private readonly reads = new WeakMap<
    vscode.TextDocument,
    { version: number; read: ManifestRead | undefined }
  >();
  /** An edit costs the reading of the document it is in. */
  private readonly readers = new WeakMap<vscode.TextDocument, ManifestReader>();
  private readonly hashes = new WeakMap<Pod, string>();
  private readonly pending = new Map<vscode.TextDocument, NodeJS.Timeout>();
  private readonly changed = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly subscriptions: vscode.Disposable[];

  /** A document was opened, closed, or changed and left alone for a moment. */
  readonly onDidChange = this.changed.event;

  constructor() {
    this.subscriptions = [
      this.changed,
      vscode.workspace.onDidOpenTextDocument((document) => this.changed.fire(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.settle(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.wait(document)),
    ];
  }

  /** What the text holds; undefined where it is no YAML, or holds neither pods nor what they refer to. */
  read(document: vscode.TextDocument): ManifestRead | undefined {
    if (!vscode.languages.match(manifestSelector, document)) return undefined;
    const known = this.reads.get(document);
    if (known?.version === document.version) return known.read;
    const reader = this.readers.get(document) ?? createManifestReader();
    this.readers.set(document, reader);
    const read = readPods(document.getText(), reader);
    this.reads.set(document, { version: document.version, read });
    return read;
  }

  /** Tells whether a running pod is of this text; undefined while the document has errors. */
  specHash({ pod }: PodDocument): string | undefined {
    if (!pod) return undefined;
    const hash = this.hashes.get(pod) ?? specHashOf(pod);
    this.hashes.set(pod, hash);
    return hash;
  }

  dispose(): void {
    for (const timer of this.pending.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private wait(document: vscode.TextDocument): void {
    if (!vscode.languages.match(manifestSelector, document)) return;
    clearTimeout(this.pending.get(document));
    this.pending.set(
      document,
      setTimeout(() => this.settle(document), typingPause),
    );
  }

  private settle(document: vscode.TextDocument): void {
    clearTimeout(this.pending.get(document));
    this.pending.delete(document);
    this.changed.fire(document);
  }
}

function readPods(text: string, reader: ManifestReader): ManifestRead | undefined {
  if (!mayHoldPod(text)) return undefined;
  const read = reader(text);
  return concernsPods(read, text) ? read : undefined;
}
