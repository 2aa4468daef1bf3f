import * as vscode from 'vscode';
import type { Finding } from '../../engine';
import { rangeOf } from '../diagnostics/manifestDiagnostics';
import { findingSentence, plainSentence } from '../sentences';

/** Shows the first thing that keeps the document from being run, and returns it. */
export async function revealFirstProblem(
  document: vscode.TextDocument,
  { findings }: { findings: Finding[] },
): Promise<Finding | undefined> {
  const problem = findings.find(({ severity }) => severity === 'error');
  if (problem) {
    await vscode.window.showTextDocument(document, { selection: rangeOf(document, problem.range) });
  }
  return problem;
}

/** Shows why the text is not run: its first problem. */
export async function refuse(document: vscode.TextDocument, read: { findings: Finding[] }): Promise<void> {
  const problem = await revealFirstProblem(document, read);
  const sentence = problem ? findingSentence(problem) : vscode.l10n.t('This manifest cannot be read.');
  await vscode.window.showErrorMessage(vscode.l10n.t('Not run: {0}', plainSentence(sentence)));
}
