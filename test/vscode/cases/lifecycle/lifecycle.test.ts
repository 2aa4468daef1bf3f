import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Commands } from '../../../../src/contributions';
import { type CaughtMessages, catchMessages } from '../../messages';
import { eventually, lensesOf, lensSelector, logText, pressLens, problemsOf, Trial } from '../../trial';
import { hasWindow, hover, needsWindow, screenshot, texts, waitFor } from '../../ui';

const idle = `command: [sh, -c, 'trap "exit 0" TERM; while :; do sleep 1 & wait; done']`;
const wrong = '"127.0.0.1:1/none:1"';

describe('the life of a pod, as a person sees it', () => {
  let trial: Trial;
  let messages: CaughtMessages;

  before(async () => {
    trial = await Trial.begin();
    messages = catchMessages();
    await vscode.commands.executeCommand('dockerPods.pods.focus');
  });
  after(async () => {
    messages?.restore();
    await trial?.dispose();
  });
  beforeEach(() => {
    messages.forget();
    messages.press = undefined;
  });

  const manifest = (name: string, image: string, more = '') => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${trial.namespace}
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: app
      image: ${image}
      ${idle}
    - name: other
      image: busybox:1.37
      ${idle}
${more}`;
  const keyOf = (name: string) => ({ namespace: trial.namespace, name });
  const titles = async (document: vscode.TextDocument) =>
    (await lensesOf(document)).map(({ title }) => title);

  it('a wrong image: the pod waits, says so once and at the field, and runs when it is mended', async () => {
    const document = await trial.show('typo.yaml', manifest('typo', wrong));
    messages.press = 'Open Manifest';
    await pressLens(document, 'Run as pod');
    assert.equal(messages.all.length, 1, JSON.stringify(messages.all));
    const [{ kind, text, actions } = { kind: '', text: '', actions: [] }] = messages.all;
    assert.equal(kind, 'warning');
    assert.match(
      text,
      /^Pod t-\w+\/typo waits: (ErrImagePull|ImagePullBackOff) of container app\. .*could not be pulled/,
    );
    assert.doesNotMatch(text, /EngineError|\n|undefined|[{}]/);
    assert.deepEqual(actions, ['Open Manifest', 'Show Events', 'Remove Pod']);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.getText(editor.selection), wrong, 'Open Manifest');
    assert.deepEqual(problemsOf(document), [`image-pull-failed|${wrong}`]);
    await eventually(() => {
      const { description, icon, children } = trial.podItem('typo');
      assert.match(description, /^(ErrImagePull|ImagePullBackOff) 1\/2/);
      assert.equal(icon.id, 'cloud-download');
      const app = children.find(({ label }) => label === 'app');
      assert.match(app?.description ?? '', /^(ErrImagePull|ImagePullBackOff) · /);
    });
    if (hasWindow) await waitFor('.squiggly-error');
    await screenshot('lifecycle-waits');

    await edit(document, wrong, 'busybox:1.37');
    await eventually(() => assert.deepEqual(problemsOf(document), []));
    assert.ok((await titles(document)).includes('Apply changes'));
    messages.forget();
    await pressLens(document, 'Apply changes');
    await eventually(() => assert.match(trial.podItem('typo').description, /^Running 2\/2/));
    assert.deepEqual(messages.all, [], 'nothing is lost of a container that never began');
    assert.deepEqual(problemsOf(document), []);
    assert.ok(!(await titles(document)).includes('Apply changes'));
    if (hasWindow) await waitFor(lensSelector('Running 2/2'));
  });

  it('a mark is there for every window that opens the manifest, and moves with its field', async () => {
    const text = manifest('marked', wrong);
    const document = await trial.show('marked.yaml', text);
    await pressLens(document, 'Run as pod');
    const expected = [`image-pull-failed|${wrong}`];
    assert.deepEqual(problemsOf(document), expected);
    // Nobody noted anything of this text: as after a reload of the window.
    const copy = await trial.show('copy.yaml', `# the same\n${text}`);
    await eventually(() => assert.deepEqual(problemsOf(copy), expected));
    const [before] = vscode.languages.getDiagnostics(copy.uri);
    await edit(copy, 'containers:\n', 'containers:\n    - {name: new, image: busybox:1.37}\n');
    await eventually(() => {
      const [after] = vscode.languages.getDiagnostics(copy.uri);
      assert.equal(after?.range.start.line, (before?.range.start.line ?? 0) + 1);
    });
    await trial.api.engine.remove(keyOf('marked'));
    await eventually(() => assert.deepEqual([problemsOf(document), problemsOf(copy)], [[], []]));
  });

  it('a description tells what happened, follows the pod, and stays when that is gone', async () => {
    const document = await trial.show('told.yaml', manifest('told', 'busybox:1.37'));
    await pressLens(document, 'Run as pod');
    await vscode.commands.executeCommand(Commands.podDescribe, keyOf('told'));
    const shown = await eventually(() => {
      const [editor] = vscode.window.visibleTextEditors.filter(
        ({ document: each }) => each.languageId === 'pod-description',
      );
      assert.ok(editor);
      return editor.document;
    });
    assert.match(shown.getText(), /told/);
    await eventually(() => assert.match(shown.getText(), /^ +Normal +Started +.* Container started$/m));
    await screenshot('lifecycle-describe');
    await trial.docker.getContainer((await trial.container('told', 'other')).Id).kill();
    await eventually(() => assert.match(shown.getText(), /Restart Count: +1/), 20_000);
    await trial.api.engine.remove(keyOf('told'));
    await eventually(() => assert.match(shown.getText(), /^# Pod t-\w+\/told is gone\. /));
    assert.match(shown.getText(), /^Name: +told$/m);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('the tooltip has the last events', async function () {
    needsWindow(this);
    const document = await trial.show('tip.yaml', manifest('tip', wrong));
    await pressLens(document, 'Run as pod');
    const delay = vscode.workspace.getConfiguration('workbench');
    await delay.update('hover.delay', 100, vscode.ConfigurationTarget.Workspace);
    await vscode.commands.executeCommand(Commands.podReveal, keyOf('tip'));
    // An item that changes under the pointer takes its tooltip away.
    await eventually(async () => {
      await hover('.editor .view-lines');
      await hover(`.sidebar .monaco-list-row[aria-label*="${trial.namespace}/tip"] .label-name`);
      await waitFor('.monaco-hover .codicon-warning', { timeoutMs: 5000 });
    }, 30_000);
    await eventually(async () => {
      const [tooltip = ''] = await texts('.monaco-hover:has-text("Failed")');
      assert.match(tooltip, /Failed.*127\.0\.0\.1:1\/none:1/);
    });
    await screenshot('lifecycle-tooltip');
    await delay.update('hover.delay', undefined, vscode.ConfigurationTarget.Workspace);
  }).timeout(60_000);

  it('the logs of the attempt before are shown of a container that was restarted', async () => {
    const text = manifest('again', 'busybox:1.37').replace(
      idle,
      `command: [sh, -c, 'echo attempt $$RANDOM; n=$(cat /d/n || echo 0); echo $((n+1)) >/d/n; echo life $n; test $n -gt 0 || exit 3; while :; do sleep 1; done']
      volumeMounts: [{name: d, mountPath: /d}]`,
    );
    const document = await trial.show('again.yaml', `${text}  volumes: [{name: d, emptyDir: {}}]\n`);
    await pressLens(document, 'Run as pod');
    await eventually(() => {
      const app = trial.podItem('again').children.find(({ label }) => label === 'app');
      assert.match(app?.contextValue ?? '', /\bcanLogPrevious\b/);
    }, 30_000);
    const target = { key: keyOf('again'), container: 'app' };
    await vscode.commands.executeCommand(Commands.containerPreviousLogs, target);
    await eventually(() => assert.match(logText(), /life 0\n(.*\n)*── end of the logs\n$/));
    assert.doesNotMatch(logText(), /life 1/);
    await screenshot('lifecycle-previous');
    await vscode.commands.executeCommand(Commands.containerLogs, target);
    await eventually(() => assert.match(logText(), /life 1/));
    await vscode.commands.executeCommand('workbench.action.closePanel');
  }).timeout(60_000);

  it('what will be replaced is asked before it is: a container, or all of the pod', async () => {
    const document = await trial.show('apply.yaml', manifest('apply', 'busybox:1.37'));
    await pressLens(document, 'Run as pod');
    const other = (await trial.container('apply', 'other')).Id;
    const sandbox = (await trial.container('apply', 'POD')).Id;

    await edit(document, 'name: app\n', 'name: app\n      env: [{name: COLOUR, value: red}]\n');
    await pressLens(document, 'Apply changes');
    const [asked] = messages.all;
    assert.match(asked?.text ?? '', /^Replace container app of pod t-\w+\/apply\?$/);
    assert.match(
      asked?.detail ?? '',
      /^Changed: spec\.containers\[0\]\.env\S*\.\nContainer other runs on\.\n/,
    );
    assert.deepEqual(asked?.actions, ['Replace']);
    assert.equal(messages.all.length, 1, 'no is an answer');
    messages.press = 'Replace';
    await pressLens(document, 'Apply changes');
    await eventually(async () => {
      assert.ok((await trial.container('apply', 'app')).Config.Env.includes('COLOUR=red'));
      assert.match(trial.podItem('apply').description, /^Running 2\/2/);
    });
    assert.equal((await trial.container('apply', 'other')).Id, other);
    assert.equal((await trial.container('apply', 'POD')).Id, sandbox);

    messages.forget();
    messages.press = undefined;
    await edit(document, 'spec:\n', 'spec:\n  hostname: another\n');
    await pressLens(document, 'Apply changes');
    assert.match(messages.all[0]?.text ?? '', /^Replace pod t-\w+\/apply by this manifest\?$/);
    assert.match(
      messages.all[0]?.detail ?? '',
      /^Changed: spec\.hostname\.\nThis concerns the pod as a whole/,
    );
    assert.match(messages.all[0]?.detail ?? '', /emptyDir volumes are lost/);
  });

  it('no progress is shown beside the question of a replacement', async () => {
    const document = await trial.show('alone.yaml', manifest('alone', 'busybox:1.37'));
    await pressLens(document, 'Run as pod');
    await edit(document, 'spec:\n', 'spec:\n  hostname: another\n');
    const { withProgress, showWarningMessage } = vscode.window;
    const notified: string[] = [];
    let asked: string[] | undefined;
    Object.assign(vscode.window, {
      withProgress: (options: vscode.ProgressOptions, task: Parameters<typeof withProgress>[1]) => {
        if (options.location === vscode.ProgressLocation.Notification) notified.push(options.title ?? '');
        return withProgress(options, task);
      },
      showWarningMessage: async () => {
        // Longer than it takes until progress is worth a notification.
        await new Promise((resolve) => setTimeout(resolve, 1500));
        asked = [...notified];
      },
    });
    try {
      await pressLens(document, 'Apply changes');
    } finally {
      Object.assign(vscode.window, { withProgress, showWarningMessage });
    }
    assert.deepEqual(asked, []);
  });
});

async function edit(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const at = document.getText().indexOf(from);
  assert.ok(at >= 0, from);
  const change = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + from.length));
  change.replace(document.uri, range, to);
  await vscode.workspace.applyEdit(change);
}
