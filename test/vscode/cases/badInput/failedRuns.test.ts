import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import * as vscode from 'vscode';
import { Commands } from '../../../../src/contributions';
import { type CaughtMessages, catchMessages } from '../../messages';
import { eventually, freePort, lensesOf, lensSelector, pressLens, problemsOf, Trial } from '../../trial';
import { hasWindow, screenshot, waitFor } from '../../ui';

const idle = `command: [sh, -c, 'trap "exit 0" TERM; while :; do sleep 1 & wait; done']`;

describe('runs that Docker refuses', () => {
  let trial: Trial;
  let messages: CaughtMessages;
  let server: Server;
  let takenPort: number;

  before(async () => {
    trial = await Trial.begin();
    messages = catchMessages();
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    takenPort = (server.address() as AddressInfo).port;
  });
  after(async () => {
    messages?.restore();
    server?.close();
    await trial?.dispose();
  });
  beforeEach(() => {
    messages.forget();
    messages.press = undefined;
  });

  /** A pod of two containers, the second with these lines. */
  const manifest = (name: string, lines: string, more = '') => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${trial.namespace}
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: other
      image: busybox:1.37
      ${idle}
    - name: app
      ${lines.replaceAll('\n', '\n      ')}
${more}`;

  const taken = () => `image: busybox:1.37\n${idle}\nports: [{containerPort: 80, hostPort: ${takenPort}}]`;

  it('a port that is taken: one error, marked at the field, nothing left on Docker', async () => {
    const document = await trial.show('port.yaml', manifest('port', taken()));
    assert.deepEqual(problemsOf(document), []);
    messages.press = 'Open Manifest';
    await pressLens(document, 'Run as pod');
    assert.deepEqual(
      messages.all.map(({ kind }) => kind),
      ['error'],
    );
    const { text = '', actions = [] } = messages.all[0] ?? {};
    assert.match(
      text,
      /^Port \d+ of this machine is taken by something else\. Free it, or change hostPort\.$/,
    );
    assert.deepEqual(actions, ['Open Manifest', 'Show Log']);
    assert.deepEqual(problemsOf(document), [`port-taken|${takenPort}`]);
    assert.equal(selected(), String(takenPort), 'Open Manifest');
    assert.deepEqual(
      (await lensesOf(document)).map(({ title }) => title),
      ['Run as pod', 'Plan'],
    );
    if (hasWindow) {
      await waitFor('.squiggly-error');
      await waitFor(lensSelector('Run as pod'));
    }
    await screenshot('failed-run-port');
    await eventually(async () => assert.deepEqual(await trial.leftovers('port'), []), 20_000);
    assert.throws(() => trial.podItem('port'));
  });

  const cases: {
    name: string;
    lines: () => string;
    more?: string;
    problem: string;
    reason: RegExp;
    says: RegExp;
  }[] = [
    {
      name: 'image-never',
      lines: () => 'image: no-such-image-xyz:1\nimagePullPolicy: Never',
      problem: 'image-never-pulled|no-such-image-xyz:1',
      reason: /^ErrImageNeverPull$/,
      says: /The image no-such-image-xyz:1 is not here, and imagePullPolicy Never forbids to pull it\.$/,
    },
    {
      name: 'image-refused',
      lines: () => 'image: "127.0.0.1:1/none:1"',
      problem: 'image-pull-failed|"127.0.0.1:1/none:1"',
      reason: /^(ErrImagePull|ImagePullBackOff)$/,
      says: /The image 127\.0\.0\.1:1\/none:1 could not be pulled: .*connection refused/,
    },
    {
      name: 'command',
      lines: () => 'image: busybox:1.37\ncommand: [/no/such, -v]',
      problem: 'command-not-found|/no/such',
      reason: /^(RunContainerError|CrashLoopBackOff)$/,
      says: /Container app cannot start: .*\/no\/such/,
    },
    {
      name: 'host-path',
      lines: () => 'image: busybox:1.37\nvolumeMounts: [{name: config, mountPath: /config}]',
      more: '  volumes: [{name: config, hostPath: {path: ./gone.conf, type: File}}]\n',
      problem: 'host-path-missing|./gone.conf',
      reason: /^ContainerCreating$/,
      says: /The hostPath .*\/gone\.conf of volume config is not there\.$/,
    },
  ];

  for (const { name, lines, more, problem, reason, says } of cases) {
    it(`${name}: one warning, marked at the field for as long as the pod waits`, async () => {
      const document = await trial.show(`${name}.yaml`, manifest(name, lines(), more));
      assert.deepEqual(problemsOf(document), []);
      messages.press = 'Open Manifest';
      await pressLens(document, 'Run as pod');
      assert.deepEqual(
        messages.all.map(({ kind }) => kind),
        ['warning'],
      );
      const { text = '', actions = [] } = messages.all[0] ?? {};
      const [, said = ''] = /^Pod t-\w+\/[\w-]+ waits: (\w+)(?: of container app)?\. /.exec(text) ?? [];
      assert.match(said, reason, text);
      assert.match(text, says);
      assert.doesNotMatch(text, /EngineError|\n|\bat .*:\d+:\d+|undefined|[{}]/);
      assert.deepEqual(actions, ['Open Manifest', 'Show Events', 'Remove Pod']);
      assert.deepEqual(problemsOf(document), [problem]);
      assert.equal(selected(), problem.split('|')[1], 'Open Manifest');
      if (hasWindow) await waitFor('.squiggly-error');
      await screenshot(`failed-run-${name}`);
      await trial.api.engine.remove({ namespace: trial.namespace, name });
      await eventually(() => assert.deepEqual(problemsOf(document), []));
      await eventually(async () => assert.deepEqual(await trial.leftovers(name), []), 20_000);
    });
  }

  it('the mark moves with its field, and goes when what is written there changes', async () => {
    const document = await trial.show('moving.yaml', manifest('moving', taken()));
    await pressLens(document, 'Run as pod');
    const expected = [`port-taken|${takenPort}`];
    assert.deepEqual(problemsOf(document), expected);
    const [before] = vscode.languages.getDiagnostics(document.uri);
    await edit(document, 'containers:\n', 'containers:\n    - {name: new, image: busybox:1.37}\n');
    await eventually(() => {
      const [after] = vscode.languages.getDiagnostics(document.uri);
      assert.equal(after?.range.start.line, (before?.range.start.line ?? 0) + 1);
      assert.deepEqual(problemsOf(document), expected);
    });
    await edit(document, `hostPort: ${takenPort}`, `hostPort: ${takenPort - 1}`);
    await eventually(() => assert.deepEqual(problemsOf(document), []));
  });

  it('the mark goes when the pod runs', async () => {
    const port = await freePort();
    const holder = createServer().listen(port, '127.0.0.1');
    await once(holder, 'listening');
    try {
      const lines = `image: busybox:1.37\n${idle}\nports: [{containerPort: 80, hostPort: ${port}}]`;
      const document = await trial.show('freed.yaml', manifest('freed', lines));
      await pressLens(document, 'Run as pod');
      assert.deepEqual(problemsOf(document), [`port-taken|${port}`]);
      await new Promise((resolve) => holder.close(resolve));
      await pressLens(document, 'Run as pod');
      assert.equal(messages.all.length, 1, 'only the first run failed');
      assert.deepEqual(problemsOf(document), []);
      await trial.api.engine.remove({ namespace: trial.namespace, name: 'freed' });
    } finally {
      holder.close();
    }
  });

  it('the mark goes with its document', async () => {
    const document = await trial.show('closed.yaml', manifest('closed', taken()));
    await vscode.commands.executeCommand(Commands.podRun, document.uri, 0);
    assert.equal(problemsOf(document).length, 1);
    // VS Code itself closes a document when it likes: another language is as good as a close.
    await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    await eventually(() => assert.deepEqual(problemsOf(document), []));
  });
});

function selected(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.getText(editor.selection);
}

async function edit(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const at = document.getText().indexOf(from);
  assert.ok(at >= 0, from);
  const change = new vscode.WorkspaceEdit();
  change.replace(
    document.uri,
    new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)),
    to,
  );
  await vscode.workspace.applyEdit(change);
}
