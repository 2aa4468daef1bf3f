import * as vscode from 'vscode';
import type { Finding, PodDocument } from '../../engine';
import { rangeOf } from '../diagnostics/manifestDiagnostics';

/** Shows the first thing that keeps the document from being run, and returns it. */
export async function revealFirstProblem(
  document: vscode.TextDocument,
  { findings }: PodDocument,
): Promise<Finding | undefined> {
  const problem = findings.find(({ severity }) => severity === 'error');
  if (problem) {
    await vscode.window.showTextDocument(document, { selection: rangeOf(document, problem.range) });
  }
  return problem;
}
