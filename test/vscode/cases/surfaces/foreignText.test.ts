import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Commands } from '../../../../src/contributions';
import { eventually, lensesOf, lensSelector, logText, Trial } from '../../trial';
import { count, hasWindow, hover, needsWindow, screenshot, texts } from '../../ui';

const html = '<img src=x> [link](https://example.com) **bold**';

describe('text of others', () => {
  let trial: Trial;
  const name = 'hostile';

  before(async () => {
    trial = await Trial.begin();
  });
  after(() => trial?.dispose());

  it('of a manifest and its file is shown as text', async function () {
    await trial.show(
      `${html.replaceAll('/', '')}.yaml`,
      `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${trial.namespace}
  annotations: {note: "${html}"}
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c]
      args: ['trap "exit 0" TERM; echo "$0"; while :; do sleep 1 & wait; done', "${html}"]
`,
    );
    await vscode.commands.executeCommand(Commands.podRun);
    await vscode.commands.executeCommand(Commands.podLogs, { namespace: trial.namespace, name });
    await eventually(() => assert.ok(logText().includes(`[app] ${html}\n`), logText()));
    await vscode.commands.executeCommand('workbench.action.closePanel');

    needsWindow(this);
    await hoverDelay(100);
    await vscode.commands.executeCommand(Commands.podReveal, { namespace: trial.namespace, name });
    await hover(`.sidebar .monaco-list-row[aria-label*="${trial.namespace}/${name}"] .label-name`);
    await eventually(async () => {
      const [shown = ''] = await texts('.monaco-hover:has-text("Manifest")');
      assert.ok(shown.includes(html.replaceAll('/', '')), shown);
    });
    for (const made of ['img[src="x"]', 'a[href*="example.com"]', 'strong:text-is("bold")']) {
      assert.equal(await count(`.monaco-hover ${made}`), 0, made);
    }
    await screenshot('hostile-tooltip');
    await hoverDelay(undefined);
  });

  it('a lens stands at every Pod of a file, at its own kind', async () => {
    const text = `apiVersion: v1
kind: Pod
metadata: {name: first, namespace: ${trial.namespace}}
spec:
  containers: [{name: app, image: busybox:1.37}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: between}
data: {kind: Pod}
---
metadata: {name: second, namespace: ${trial.namespace}}
spec:
  containers: [{name: app, image: busybox:1.37}]
apiVersion: v1
kind: Pod
`;
    const document = await trial.show('several.yaml', text);
    const lines = (await lensesOf(document)).map(
      ({ line, title }) => `${document.lineAt(line).text} ${line}: ${title}`,
    );
    const runs = lines.filter((line) => !line.endsWith(': Plan'));
    assert.deepEqual(runs, ['kind: Pod 1: Run as pod', 'kind: Pod 15: Run as pod']);
    if (hasWindow) await eventually(async () => assert.equal(await count(lensSelector('Run as pod')), 2));
    await screenshot('several-pods');
  });
});

/** Milliseconds; the harness wants them long, so that no hover covers what is to be clicked. */
async function hoverDelay(delay: number | undefined): Promise<void> {
  const target = vscode.ConfigurationTarget.Workspace;
  await vscode.workspace.getConfiguration('workbench').update('hover.delay', delay, target);
}
