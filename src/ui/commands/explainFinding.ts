import * as vscode from 'vscode';

/** Opens what a finding's code means: its section of docs/FINDINGS.md, as a preview. */
export async function explainFinding(extensionUri: vscode.Uri, code: string): Promise<void> {
  const file = vscode.Uri.joinPath(extensionUri, 'docs', 'FINDINGS.md').with({ fragment: code });
  await vscode.commands.executeCommand('markdown.showPreview', file);
}
