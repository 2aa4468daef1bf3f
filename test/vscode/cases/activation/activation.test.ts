import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Commands } from '../../../../src/contributions';
import { click, needsWindow, screenshot, waitFor } from '../../ui';

describe('the extension in VS Code', () => {
  it('is activated by a YAML document and registers every command', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, 'pod.yaml'));
    const extension = vscode.extensions.getExtension('docker-pods.docker-pods');
    assert.ok(extension);
    await extension.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = Object.values(Commands).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  it('shows a lens above the Pod, and the Pods view', async function () {
    needsWindow(this);
    await waitFor('.codelens-decoration a:has-text("Run as pod")');
    await click('.activitybar .action-item:has(> a.action-label[aria-label^="Docker Pods"])');
    await waitFor('.part.sidebar:has-text("Pods")');
    await screenshot('activation');
  });
});
