import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Commands } from '../../../../src/contributions';
import { type CaughtMessages, catchMessages } from '../../messages';
import { eventually, lensesOf, problemsOf, Trial } from '../../trial';

describe('a workspace that is not trusted', () => {
  let trial: Trial;
  let messages: CaughtMessages;

  before(async function () {
    // The desktop build is started with trust turned off by @vscode/test-electron.
    if (vscode.workspace.isTrusted) this.skip();
    trial = await Trial.begin();
    messages = catchMessages();
  });
  after(async () => {
    messages?.restore();
    await trial?.dispose();
  });

  const manifest = (image: string) => `apiVersion: v1
kind: Pod
metadata: { name: app, namespace: ${trial.namespace} }
spec:
  containers:
    - name: app
      ${image}
`;

  it('is read: lenses and problems are there', async () => {
    const good = await trial.show('good.yaml', manifest('image: busybox:1.37'));
    await eventually(async () =>
      assert.ok((await lensesOf(good)).some(({ title }) => /Run as pod/.test(title))),
    );
    const bad = await trial.show('bad.yaml', manifest('imag: busybox:1.37'));
    await eventually(() =>
      assert.ok(problemsOf(bad).includes('unknown-field|imag'), String(problemsOf(bad))),
    );
  });

  it('runs nothing: it is asked for trust instead', async () => {
    const document = await trial.show('good.yaml', manifest('image: busybox:1.37'));
    await vscode.commands.executeCommand(Commands.podRun, document.uri, 0);
    assert.deepEqual(
      messages.all.map(({ kind, actions }) => [kind, ...actions]),
      [['warning', 'Manage Workspace Trust']],
    );
    assert.match(messages.all[0]?.text ?? '', /needs a trusted workspace/);
    assert.equal(trial.api.engine.pod({ namespace: trial.namespace, name: 'app' }), undefined);
    assert.deepEqual(await trial.leftovers('app'), []);
  });
});
