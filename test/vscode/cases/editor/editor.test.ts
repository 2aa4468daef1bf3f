import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { Commands } from '../../../../src/contributions';
import { eventually, lensesOf, lensSelector, pressLens, problemsOf, Trial } from '../../trial';
import { click, hasWindow, needsWindow, screenshot, waitFor } from '../../ui';

describe('the editor’s side of a manifest', () => {
  let trial: Trial;

  before(async () => {
    trial = await Trial.begin();
  });
  after(() => trial?.dispose());

  const pod = (name: string, spec: string) => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${trial.namespace}
spec:
${spec}`;
  const container = `  containers:
    - name: app
      image: busybox:1.37
      command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 1 & wait; done"]
`;
  const withMap = (name: string, map: string) =>
    pod(
      name,
      `${container}      env:
        - name: COLOUR
          valueFrom:
            configMapKeyRef:
              name: ${map}
              key: colour
`,
    );
  const titles = async (document: vscode.TextDocument) =>
    (await lensesOf(document)).map(({ title }) => title);

  it('a ConfigMap that is not there is said, is written by a quick fix, and the pod runs with it', async function () {
    needsWindow(this);
    const document = await trial.show('colour.yaml', withMap('colour', 'colours'));
    await eventually(() => assert.deepEqual(problemsOf(document), ['object-missing|colours']));
    const actions = await actionsAt(document, 'colours');
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Create ConfigMap colours in this file', 'Create ConfigMap colours in colours-configmap.yaml'],
    );
    await fix(document, 'colours', 'Create ConfigMap colours in this file');
    await eventually(() => assert.match(document.getText(), /^kind: ConfigMap$/m));
    assert.match(document.getText(), /---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n {2}name: colours\n/);
    assert.match(document.getText(), /\ndata:\n {2}colour: change-me\n$/);
    await eventually(() => assert.deepEqual(problemsOf(document), []));
    await pressLens(document, 'Run as pod');
    await eventually(() => assert.match(trial.podItem('colour').description, /Running 1\/1/));
    const { Config } = await trial.container('colour', 'app');
    assert.ok(Config.Env.includes('COLOUR=change-me'), String(Config.Env));
  });

  it('a new file beside the manifest is found, and missed when it goes', async function () {
    needsWindow(this);
    const document = await trial.show('beside.yaml', withMap('beside', 'elsewhere'));
    await eventually(() => assert.deepEqual(problemsOf(document), ['object-missing|elsewhere']));
    await fix(document, 'elsewhere', 'elsewhere-configmap.yaml');
    await eventually(() => assert.deepEqual(problemsOf(document), []));
    const file = vscode.Uri.joinPath(document.uri, '..', 'elsewhere-configmap.yaml');
    const written = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    trial.write('elsewhere-configmap.yaml', written.replace('colour:', 'shade:'));
    await eventually(() => assert.deepEqual(problemsOf(document), ['object-key-missing|colour']));
    // As by `git checkout`: nobody told the editor.
    rmSync(file.fsPath);
    await eventually(() => assert.deepEqual(problemsOf(document), ['object-missing|elsewhere']));
  });

  it('the unsaved text of another editor counts', async () => {
    const map = await trial.show('unsaved.yaml', '# nothing yet\n');
    const document = await trial.show('uses.yaml', withMap('uses', 'unsaved'));
    await eventually(() => assert.deepEqual(problemsOf(document), ['object-missing|unsaved']));
    const edit = new vscode.WorkspaceEdit();
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: unsaved, namespace: ${trial.namespace} }\ndata: { colour: red }\n`;
    edit.insert(map.uri, new vscode.Position(0, 0), text);
    await vscode.workspace.applyEdit(edit);
    assert.ok(map.isDirty);
    await eventually(() => assert.deepEqual(problemsOf(document), []));
    await map.save();
  });

  it('files that a setting names are looked in', async () => {
    const document = await trial.show('far.yaml', withMap('far', 'distant'));
    trial.write(
      'config/maps/distant.yaml',
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: distant, namespace: ${trial.namespace} }\ndata: { colour: red }\n`,
    );
    await eventually(() => assert.deepEqual(problemsOf(document), ['object-missing|distant']));
    const configuration = vscode.workspace.getConfiguration('dockerPods');
    await configuration.update('objectFiles', ['config/**/*.yaml'], vscode.ConfigurationTarget.Workspace);
    await eventually(() => assert.deepEqual(problemsOf(document), []));
    await configuration.update('objectFiles', undefined, vscode.ConfigurationTarget.Workspace);
    await eventually(() => assert.deepEqual(problemsOf(document), ['object-missing|distant']));
  });

  it('of two objects with one name the manifest’s own counts, then its folder’s', async () => {
    const map = (key: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: twice, namespace: ${trial.namespace} }\ndata: { ${key}: red }\n`;
    trial.write('a-first.yaml', map('shade'));
    trial.write('b-second.yaml', map('colour'));
    const document = await trial.show('twice.yaml', withMap('twice', 'twice'));
    await eventually(() => assert.deepEqual(problemsOf(document), ['object-key-missing|colour']));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(document.lineCount, 0), `---\n${map('colour')}`);
    await vscode.workspace.applyEdit(edit);
    await eventually(() => assert.deepEqual(problemsOf(document), []));
    await document.save();
  });

  it('hover and completion stand back where the setting says so', async () => {
    const document = await trial.show('off.yaml', pod('off', `  hostname: web\n${container}`));
    assert.notEqual(await hoverAt(document, 'hostname'), '');
    const configuration = vscode.workspace.getConfiguration('dockerPods');
    await configuration.update('yaml.assist', 'off', vscode.ConfigurationTarget.Workspace);
    assert.equal(await hoverAt(document, 'hostname'), '');
    assert.deepEqual(await completionsAfter(document, '  host'), []);
    await configuration.update('yaml.assist', undefined, vscode.ConfigurationTarget.Workspace);
  });

  it('a misspelt field is mended by its quick fix', async function () {
    needsWindow(this);
    const document = await trial.show(
      'misspelt.yaml',
      pod('misspelt', `  restartpolicy: Never\n${container}`),
    );
    await eventually(() => assert.deepEqual(problemsOf(document), ['unknown-field|restartpolicy']));
    const [preferred] = await actionsAt(document, 'restartpolicy');
    assert.equal(preferred?.title, 'Change to restartPolicy');
    assert.equal(preferred?.isPreferred, true);
    await fix(document, 'restartpolicy', 'Change to restartPolicy');
    await eventually(() => assert.deepEqual(problemsOf(document), []));
    assert.deepEqual(await titles(document), ['Run as pod', 'Plan']);
  });

  it('a hover says what becomes of a field, and a code leads to what it means', async () => {
    const document = await trial.show(
      'hover.yaml',
      pod('hover', `  hostname: web\n  nodeName: here\n${container}`),
    );
    const text = await hoverAt(document, 'hostname');
    assert.match(text, /^`spec\.hostname` — string$/m);
    assert.match(text, /Works as on Kubernetes/);
    assert.match(text, /#podspec-v1-core/);
    await lookAt(
      document,
      'nodeName',
      'editor.action.showHover',
      '.monaco-hover:has-text("Kubernetes reference")',
    );
    await screenshot('editor-hover');
    const [problem] = await eventually(() => {
      const all = vscode.languages.getDiagnostics(document.uri);
      assert.ok(all.length > 0);
      return all;
    });
    assert.ok(problem && typeof problem.code === 'object');
    assert.equal(problem.code.target.scheme, 'command');
    await vscode.commands.executeCommand(Commands.findingExplain, problem.code.value);
    await eventually(() => {
      assert.match(vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '', /FINDINGS/);
    });
    if (hasWindow) await waitFor(`#${problem.code.value}`, { webview: true });
    await screenshot('editor-finding');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('completion knows fields, words and names, in a text that does not parse', async () => {
    const text = pod(
      'completion',
      `${container}      imagePullPolicy: \n      volumeMounts:\n        - name: \n      re\n`,
    );
    const document = await trial.show('completion.yaml', `${text}  volumes:\n    - name: data\n`);
    assert.deepEqual(await completionsAfter(document, 'imagePullPolicy: '), [
      'Always',
      'IfNotPresent',
      'Never',
    ]);
    assert.deepEqual(await completionsAfter(document, '- name: ', 1), ['data']);
    const fields = await completionsAfter(document, '\n      re');
    assert.ok(fields.includes('resources') && fields.includes('readinessProbe'), String(fields));
    assert.ok(!fields.includes('command'), 'what stands there is not offered again');
    await lookAt(document, 're\n', 'editor.action.triggerSuggest', '.suggest-widget .monaco-list-row');
    await screenshot('editor-completion');
    await vscode.commands.executeCommand('hideSuggestWidget');
  });

  it('a snippet of a list’s item lands in its columns', async () => {
    const document = await trial.show('snippet.yaml', pod('snippet', '  \n'));
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const end = document.lineAt(document.lineCount - 2).range.end;
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      end,
    );
    const item = list.items.find(({ label }) => labelText(label) === 'containers');
    assert.ok(item?.insertText instanceof vscode.SnippetString && item.range instanceof vscode.Range);
    await editor.insertSnippet(item.insertText, item.range);
    assert.match(document.getText(), /^ {2}containers:\n {4}- name: \n {6}image: $/m);
  });

  it('Show Docker Plan: what Docker is asked for stands beside the manifest, and follows it', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const document = await trial.show('web.yaml', trial.example('web.yaml'));
    await pressLens(document, 'Plan');
    const plan = await shownPlan('web');
    assert.match(plan.getText(), /^container nginx$/m);
    assert.match(plan.getText(), /--memory 67108864 /);
    if (hasWindow) await waitFor('.tab:has-text("Plan of web")');
    await screenshot('editor-plan');
    await reveal(plan, 'container writer');
    await screenshot('editor-plan-container');

    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      plan.uri,
    );
    const memory = links.find(({ tooltip }) => tooltip?.endsWith('containers[0].resources.limits.memory'));
    assert.ok(memory?.target);
    const [source, start, end] = JSON.parse(memory.target.query) as [string, number, number];
    await vscode.commands.executeCommand(Commands.planRevealField, source, start, end);
    const active = vscode.window.activeTextEditor;
    assert.equal(active?.document, document);
    assert.equal(active.document.getText(active.selection), '64Mi');

    await active.edit((edit) => edit.replace(active.selection, '128Mi'));
    await eventually(() => assert.match(plan.getText(), /--memory 134217728 /));
    await screenshot('editor-plan-changed');
  });

  it('a plan is there for a pod with a refused field, and while its text is broken', async () => {
    const refused = `${container}      volumeDevices:\n        - name: disk\n          devicePath: /dev/xvda\n`;
    const document = await trial.show('refused.yaml', pod('refused', refused));
    await eventually(async () => assert.deepEqual((await titles(document)).at(-1), 'Plan'));
    await vscode.commands.executeCommand(Commands.podShowPlan);
    const plan = await shownPlan('refused');
    const before = plan.getText();
    assert.match(before, /^not carried · /m);
    assert.match(before, /^container app$/m);
    await screenshot('editor-plan-refused');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(document.getText().indexOf('spec:')), '"');
    await vscode.workspace.applyEdit(edit);
    await eventually(() =>
      assert.ok(
        problemsOf(document).length > 0 && !problemsOf(document).includes('field-refused|volumeDevices'),
      ),
    );
    assert.equal(plan.getText(), before);
  });

  it('the lens of a Deployment runs one pod of it', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const text = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  namespace: ${trial.namespace}
spec:
  replicas: 2
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
${container.replaceAll(/^/gm, '    ').trimEnd()}
`;
    const document = await trial.show('deployment.yaml', text);
    await eventually(async () =>
      assert.deepEqual(await titles(document), ['Run one pod of Deployment shop', 'Plan']),
    );
    await screenshot('editor-deployment');
    await pressLens(document, 'Run one pod of Deployment shop');
    const key = trial.api.manifests.read(document)?.pods[0];
    assert.ok(key?.name);
    await eventually(() => assert.match(trial.podItem(key.name ?? '').description, /Running 1\/1/));
    await eventually(async () => assert.ok((await titles(document)).includes('Running 1/1')));
    if (hasWindow) await waitFor(lensSelector('Running 1/1'));
    await screenshot('editor-deployment-runs');
  });
});

async function actionsAt(document: vscode.TextDocument, word: string): Promise<vscode.CodeAction[]> {
  const at = document.positionAt(document.getText().indexOf(word) + 1);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    new vscode.Range(at, at),
    vscode.CodeActionKind.QuickFix.value,
  );
  return actions;
}

/** Opens the lamp's menu at a word and takes the fix of this title, as a person does. */
async function fix(document: vscode.TextDocument, word: string, title: string): Promise<void> {
  const at = document.positionAt(document.getText().indexOf(word) + 1);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
  // An editor that has no focus yet shows no menu.
  await eventually(async () => {
    await vscode.commands.executeCommand('editor.action.quickFix');
    await waitFor('.action-widget .monaco-list-row', { timeoutMs: 2000 });
  });
  await screenshot(`editor-fix-${word}`);
  await click(`.action-widget .monaco-list-row:has-text("${title}")`);
}

/** Puts the cursor behind the first character of a text, and waits for what a command shows there. */
async function lookAt(
  document: vscode.TextDocument,
  text: string,
  command: string,
  selector: string,
): Promise<void> {
  const at = document.positionAt(document.getText().indexOf(text) + 1);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
  await vscode.commands.executeCommand(command);
  if (hasWindow) await waitFor(selector);
}

async function hoverAt(document: vscode.TextDocument, word: string): Promise<string> {
  const at = document.positionAt(document.getText().indexOf(word) + 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    at,
  );
  const parts = hovers.flatMap(({ contents }) => contents);
  return parts.map((part) => (typeof part === 'string' ? part : part.value)).join('\n');
}

/** The labels of what is suggested behind an occurrence of a text, from 0. */
async function completionsAfter(
  document: vscode.TextDocument,
  text: string,
  occurrence = 0,
): Promise<string[]> {
  let at = -1;
  for (let count = 0; count <= occurrence; count++) at = document.getText().indexOf(text, at + 1);
  assert.ok(at >= 0);
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.positionAt(at + text.length),
  );
  const own = list.items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Text);
  return own.map(({ label }) => labelText(label));
}

function labelText(label: string | vscode.CompletionItemLabel): string {
  return typeof label === 'string' ? label : label.label;
}

/** The plan that an editor shows, of the pod with this name. */
async function shownPlan(name: string): Promise<vscode.TextDocument> {
  return await eventually(() => {
    const plans = vscode.window.visibleTextEditors
      .map(({ document }) => document)
      .filter(({ languageId, uri }) => languageId === 'pod-plan' && uri.path.includes(name));
    assert.ok(plans[0]);
    return plans[0];
  });
}

/** Scrolls the plan to a line, and waits until the window shows it. */
async function reveal(document: vscode.TextDocument, text: string): Promise<void> {
  const editor = vscode.window.visibleTextEditors.find((one) => one.document === document);
  const at = document.positionAt(document.getText().indexOf(text));
  editor?.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.AtTop);
  if (hasWindow) await waitFor(`.view-line:has-text("${text}")`);
}
