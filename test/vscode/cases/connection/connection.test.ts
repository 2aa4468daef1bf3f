import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Commands } from '../../../../src/contributions';
import { type CaughtMessages, catchMessages } from '../../messages';
import { eventually, lensSelector, pressLens, Trial } from '../../trial';
import { hasWindow, needsWindow, screenshot, texts, waitFor } from '../../ui';
import { type DockerProxy, dockerProxy } from './dockerProxy';

const ownSocket = socketOf(process.env.DOCKER_HOST);
const dockerSocket = socketOf(process.env.DOCKER_PODS_DOCKER);
const welcome = '.sidebar .welcome-view-content';

describe('a Docker that comes and goes', () => {
  let trial: Trial;
  let proxy: DockerProxy;
  let messages: CaughtMessages;
  let document: vscode.TextDocument;
  let ids: string[];

  before(async function () {
    if (!ownSocket || !dockerSocket) return this.skip();
    trial = await Trial.begin(dockerSocket);
    messages = catchMessages();
    proxy = dockerProxy(ownSocket, dockerSocket, trial.namespace);
    document = await trial.show(
      'pod.yaml',
      `apiVersion: v1
kind: Pod
metadata: {name: steady, namespace: ${trial.namespace}}
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, 'trap "exit 0" TERM; while :; do sleep 1 & wait; done']
`,
    );
    await vscode.commands.executeCommand('dockerPods.pods.focus');
  });
  after(async () => {
    messages?.restore();
    await trial?.dispose();
    await proxy?.close();
  });

  it('is not there: the view says so, and what to do', async function () {
    await eventually(() => assert.equal(trial.api.engine.connection.status, 'unreachable'));
    needsWindow(this);
    await waitFor(`${welcome}:has-text("Docker is not reachable.")`);
    await waitFor(`${welcome} .monaco-button:has-text("Retry")`);
    await screenshot('connection-unreachable');
  });

  it('is not there: a run says it once, with the address', async () => {
    await pressLens(document, 'Run as pod');
    assert.deepEqual(
      messages.all.map(({ text }) => text),
      [
        `No Docker Engine answers at unix://${ownSocket}. Start Docker, or choose another with DOCKER_HOST or a Docker context.`,
      ],
    );
  });

  it('comes: the view knows it by itself', async function () {
    await proxy.open();
    await eventually(() => assert.equal(trial.api.engine.connection.status, 'connected'), 5000);
    needsWindow(this);
    await waitFor(`${welcome}:has-text("No pods are running yet.")`);
    await waitFor(`${welcome} .monaco-button:has-text("Run the Manifest in the Editor")`);
    await screenshot('connection-no-pods');
  });

  it('offers a sample where the editor shows no manifest', async function () {
    needsWindow(this);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await waitFor(`${welcome} .monaco-button:has-text("Open a Sample Manifest")`);
    await screenshot('connection-no-pods-no-manifest');
    await vscode.window.showTextDocument(document);
  });

  it('runs a pod', async () => {
    await pressLens(document, 'Run as pod');
    await eventually(() => assert.match(trial.podItem('steady').description, /^Running 1\/1/));
    ids = await idsOf();
    if (hasWindow) await waitFor(`.sidebar .monaco-list-row[aria-label*="${trial.namespace}/steady"]`);
    assert.equal(messages.all.length, 1, 'that of the run without Docker');
  });

  it('goes away: the view says so beside the pods it knew', async function () {
    await proxy.close();
    await eventually(() => assert.equal(trial.api.engine.connection.status, 'unreachable'), 2000);
    assert.ok(trial.podItem('steady'));
    needsWindow(this);
    await eventually(async () => {
      const [shown = ''] = await texts('.sidebar .pane-body');
      assert.match(shown, /No Docker Engine answers at/);
      assert.match(shown, /steady/);
    });
    await screenshot('connection-lost');
  });

  it('comes back: the pod is there as it is', async () => {
    await proxy.open();
    await eventually(() => assert.match(trial.podItem('steady').description, /^Running 1\/1/), 5000);
    await eventually(() => assert.equal(trial.api.engine.connection.status, 'connected'), 5000);
    assert.deepEqual(await idsOf(), ids);
    assert.doesNotMatch(trial.podItem('steady').description, /restart/);
    if (hasWindow) {
      await waitFor(lensSelector('Running 1/1'));
      await eventually(async () =>
        assert.doesNotMatch((await texts('.sidebar .pane-body'))[0] ?? '', /answers/),
      );
    }
  });

  it('comes back: what happened meanwhile is seen, and healed', async () => {
    await proxy.close();
    await eventually(() => assert.equal(trial.api.engine.connection.status, 'unreachable'), 2000);
    await trial.docker.getContainer(ids[1] ?? '').kill();
    await proxy.open();
    await eventually(() => assert.match(trial.podItem('steady').description, /^Running 1\/1.*1 restart/));
  });

  it('removes the pod, without a trace', async () => {
    messages.press = 'Remove';
    await vscode.commands.executeCommand(Commands.podRemove, { namespace: trial.namespace, name: 'steady' });
    assert.throws(() => trial.podItem('steady'));
    await eventually(async () => assert.deepEqual(await trial.leftovers('steady'), []), 20_000);
  });

  async function idsOf(): Promise<string[]> {
    return [(await trial.container('steady', 'POD')).Id, (await trial.container('steady', 'app')).Id];
  }
});

function socketOf(host = ''): string | undefined {
  return host.startsWith('unix://') ? host.slice('unix://'.length) : undefined;
}
