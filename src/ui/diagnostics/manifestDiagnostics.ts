import * as vscode from 'vscode';
import type { Finding, Severity } from '../../engine';
import type { Manifests } from '../manifests';
import { findingSentence } from '../sentences';

const severities: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** Keeps the findings of every open manifest in the Problems view and under the text. */
export function registerDiagnostics(manifests: Manifests): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('dockerPods');
  const update = (document: vscode.TextDocument) => {
    const read = document.isClosed ? undefined : manifests.read(document);
    const before = collection.has(document.uri);
    if (!read && !before) return;
    collection.set(
      document.uri,
      read?.findings.map((finding) => diagnosticOf(document, finding)),
    );
  };
  vscode.workspace.textDocuments.forEach(update);
  return vscode.Disposable.from(collection, manifests.onDidChange(update));
}

function diagnosticOf(document: vscode.TextDocument, finding: Finding): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    rangeOf(document, finding.range),
    findingSentence(finding),
    severities[finding.severity],
  );
  diagnostic.code = finding.code;
  diagnostic.source = 'Docker Pods';
  return diagnostic;
}

/** Offsets of the engine as a range of the document. */
export function rangeOf(
  document: vscode.TextDocument,
  [start, end]: readonly [number, number],
): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
