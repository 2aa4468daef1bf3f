import * as vscode from 'vscode';
import { Commands } from '../../contributions';
import {
  type Finding,
  missingObjects,
  objectKey,
  type PodDocument,
  type PodObject,
  type Severity,
} from '../../engine';
import type { Manifests } from '../manifests';
import type { WorkspaceObjects } from '../objects/workspaceObjects';
import { findingSentence } from '../sentences';

const severities: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/**
 * Keeps the findings of every open manifest in the Problems view and under the text: those of the text itself, and the
 * objects its pods refer to that stand nowhere in reach.
 */
export class ManifestDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('dockerPods');
  private readonly shown = new Map<string, { version: number; findings: Finding[] }>();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly manifests: Manifests,
    private readonly objects: WorkspaceObjects,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.collection,
      manifests.onDidChange((document) => void this.update(document)),
      objects.onDidChange(() => this.updateAll()),
    );
    this.updateAll();
  }

  /** What is shown of a document; empty while its text is newer. */
  findings(document: vscode.TextDocument): readonly Finding[] {
    const shown = this.shown.get(document.uri.toString());
    return shown?.version === document.version ? shown.findings : [];
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private updateAll(): void {
    for (const document of vscode.workspace.textDocuments) void this.update(document);
  }

  private async update(document: vscode.TextDocument): Promise<void> {
    const { uri, version } = document;
    const read = document.isClosed ? undefined : this.manifests.read(document);
    if (!read) {
      this.shown.delete(uri.toString());
      this.collection.delete(uri);
      return;
    }
    const findings = [...read.findings, ...(await this.missing(uri, read.pods))];
    // What was read meanwhile is newer.
    if (document.isClosed || document.version !== version) return;
    this.shown.set(uri.toString(), { version, findings });
    this.collection.set(
      uri,
      findings.map((finding) => diagnosticOf(document, finding)),
    );
  }

  private async missing(uri: vscode.Uri, pods: readonly PodDocument[]): Promise<Finding[]> {
    if (pods.every(({ references }) => references.length === 0)) return [];
    const objects = new Map<string, PodObject>();
    for (const object of await this.objects.inReach(uri)) objects.set(objectKey(object), object);
    return pods.flatMap((pod) =>
      missingObjects(
        pod,
        (ref) => objects.has(objectKey(ref)),
        (ref) => Object.keys(objects.get(objectKey(ref))?.data ?? {}),
      ),
    );
  }
}

function diagnosticOf(document: vscode.TextDocument, finding: Finding): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    rangeOf(document, finding.range),
    findingSentence(finding),
    severities[finding.severity],
  );
  diagnostic.code = explainedCode(finding.code);
  diagnostic.source = diagnosticSource;
  return diagnostic;
}

/** What every diagnostic of ours names as its source. */
export const diagnosticSource = 'Docker Pods';

/** A finding's or error's code, as a link to what it means. */
export function explainedCode(code: string): { value: string; target: vscode.Uri } {
  const query = encodeURIComponent(JSON.stringify([code]));
  return { value: code, target: vscode.Uri.parse(`command:${Commands.findingExplain}?${query}`) };
}

/** Offsets of the engine as a range of the document. */
export function rangeOf(
  document: vscode.TextDocument,
  [start, end]: readonly [number, number],
): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
