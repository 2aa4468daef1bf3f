import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Commands } from '../../../../src/contributions';
import { eventually, freePort, lensesOf, lensSelector, pressLens, problemsOf, Trial } from '../../trial';
import { hasWindow, press, screenshot, type, waitFor } from '../../ui';

describe('localhost.yaml', () => {
  let trial: Trial;
  let port: number;
  let document: vscode.TextDocument;
  const pod = 'localhost';

  before(async () => {
    trial = await Trial.begin();
    port = await freePort();
    trial.write('localhost/nginx.conf', trial.example('localhost/nginx.conf'));
    const text = trial
      .example('localhost.yaml')
      .replace('name: localhost', `name: localhost\n  namespace: ${trial.namespace}`)
      .replace('hostPort: 8081', `hostPort: ${port}`);
    document = await trial.show('localhost.yaml', text);
  });
  after(() => trial?.dispose());

  it('runs, and the page of the app comes through the proxy', async () => {
    assert.deepEqual(problemsOf(document), []);
    await vscode.commands.executeCommand(Commands.podRun);
    await eventually(() => assert.match(trial.podItem(pod).description, /^Running 2\/2/));
    const page = await eventually(fetchPage);
    assert.match(page, /Hello from the app behind the proxy\./);
    assert.match(page, /Its host name is localhost,/);
  });

  it('logs of one container are of that one', async () => {
    const key = { namespace: trial.namespace, name: pod };
    await vscode.commands.executeCommand(Commands.containerLogs, { key, container: 'proxy' });
    await eventually(() => {
      const channel = vscode.workspace.textDocuments.find(
        ({ languageId, getText }) => languageId === 'pod-log' && getText().includes('GET / HTTP'),
      );
      assert.ok(channel);
      assert.doesNotMatch(channel.getText(), /\[proxy\]|\[app\]/);
    });
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });

  it('stops by the palette: the tree says Stopped, the lens offers Start, nothing listens', async () => {
    if (hasWindow) {
      const stopping = vscode.commands.executeCommand(Commands.podStop);
      await waitFor('.quick-input-widget input[placeholder*="Pod to stop"]');
      await type(`${trial.namespace}/${pod}`);
      await press('Enter');
      await stopping;
    } else {
      await vscode.commands.executeCommand(Commands.podStop, { namespace: trial.namespace, name: pod });
    }
    const { description, contextValue } = trial.podItem(pod);
    assert.match(description, /^Stopped/);
    assert.match(contextValue, /\bcanStart\b/);
    assert.doesNotMatch(contextValue, /\bcan(Stop|Restart|Inspect)\b/);
    await assert.rejects(fetchPage);
    assert.deepEqual((await titles()).slice(0, 2), ['Stopped', 'Start']);
    if (hasWindow) await waitFor(lensSelector('Start'));
    await screenshot('localhost-stopped');
  });

  it('starts by the lens', async () => {
    await pressLens(document, 'Start');
    await eventually(() => assert.match(trial.podItem(pod).description, /^Running 2\/2/));
    assert.match(await eventually(fetchPage), /Hello from the app/);
    assert.ok((await titles()).includes('Stop'));
  });

  it('restarts: another sandbox, the same pod', async () => {
    const before = await trial.container(pod, 'POD');
    await vscode.commands.executeCommand(Commands.podRestart, { namespace: trial.namespace, name: pod });
    await eventually(() => assert.match(trial.podItem(pod).description, /^Running 2\/2/));
    const after = await trial.container(pod, 'POD');
    assert.notEqual(after.Id, before.Id);
    assert.equal(after.State.Running, true);
    assert.match(await eventually(fetchPage), /Hello from the app/);
  });

  async function fetchPage(): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    assert.equal(response.status, 200);
    return response.text();
  }

  async function titles(): Promise<string[]> {
    return (await lensesOf(document)).map(({ title }) => title);
  }
});
