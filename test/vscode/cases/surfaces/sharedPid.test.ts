import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Commands } from '../../../../src/contributions';
import { eventually, inodeOf, lensSelector, logText, Trial } from '../../trial';
import { count, evaluate, needsWindow, press, screenshot, texts, waitFor } from '../../ui';

const kinds = ['net', 'ipc', 'uts', 'pid', 'mnt', 'user', 'cgroup', 'time'];

describe('shared-pid.yaml', () => {
  let trial: Trial;
  const pod = 'shared-pid';

  before(async () => {
    trial = await Trial.begin();
    const text = trial
      .example(`${pod}.yaml`)
      .replace(`name: ${pod}`, `name: ${pod}\n  namespace: ${trial.namespace}`);
    await trial.show(`${pod}.yaml`, text);
  });
  after(() => trial?.dispose());

  it('runs by the palette, from the active editor', async () => {
    await vscode.commands.executeCommand(Commands.podRun);
    await eventually(() => assert.match(trial.podItem(pod).description, /^Running 2\/2/));
    assert.deepEqual(
      trial.podItem(pod).children.map(({ label }) => label),
      ['sandbox', 'left', 'right'],
    );
  });

  it('logs in one channel what each container sees: the other, and pause as PID 1', async () => {
    await vscode.commands.executeCommand(Commands.podLogs, { namespace: trial.namespace, name: pod });
    await eventually(() => {
      const text = logText();
      for (const name of ['left', 'right']) {
        assert.match(text, new RegExp(`^\\S+Z \\[${name}\\] ${name} sees:$`, 'm'));
        assert.match(text, new RegExp(`^\\S+Z \\[${name}\\] +1 .*/pause$`, 'm'));
      }
      assert.match(text, /^\S+Z \[left\] .*right sees:/m, 'the shell of the other container, by its script');
    });
    await screenshot('shared-pid-logs');
    await vscode.commands.executeCommand('workbench.action.closePanel');
  });

  it('inspects one pid namespace for the whole pod, as the kernel has it', async () => {
    await vscode.commands.executeCommand(Commands.podInspect, { namespace: trial.namespace, name: pod });
    const report = await eventually(() => {
      const latest = trial.api.inspector.lastReport();
      assert.deepEqual(latest?.pod.name, pod);
      assert.equal(latest?.members.length, 3);
      return latest;
    });
    const cells = report?.members.map(({ name, namespaces }) => ({ name, ...namespaces.pid })) ?? [];
    for (const { name, inode, sharing } of cells) {
      const { State } = await trial.container(pod, name);
      assert.equal(inode, inodeOf(State.Pid, 'pid'), name);
      assert.equal(sharing, 'pod', name);
    }
    assert.equal(new Set(cells.map(({ inode }) => inode)).size, 1);
    assert.notEqual(cells[0]?.inode, inodeOf(process.pid, 'pid'));
  });

  it('is a table with headers of rows and columns to those who cannot see it', async function () {
    needsWindow(this);
    await waitFor('role=table', { webview: true });
    const inside = { webview: true };
    assert.deepEqual(
      (await texts('role=columnheader', inside)).map((text) => text.split(/\s/)[0]),
      ['Member', ...kinds],
    );
    assert.deepEqual(
      (await texts('role=rowheader', inside)).map((text) => text.split(/\s/)[0]),
      ['sandbox', 'left', 'right'],
    );
    const cells = await texts('role=cell', inside);
    assert.equal(cells.length, 3 * kinds.length);
    for (const cell of cells) assert.match(cell, /^(\d+\s+(whole pod|private|host|with .+)|–\s.+)$/);
    assert.equal(await count('role=table[name=/^Namespaces of each container/]', inside), 1);
    // Browsers guess what is not said, screen readers less so.
    assert.equal(await count('tbody th[scope="row"]', inside), 3);
    assert.equal(await count('thead th[scope="col"]', inside), 1 + kinds.length);
    assert.equal(await count('[role="region"][tabindex="0"][aria-label]', inside), 1);
    assert.equal(await count('role=heading[level=1]', inside), 1);
    assert.equal(await count('role=status', inside), 1);
    assert.equal(await evaluate('document.documentElement.lang', inside), vscode.env.language);
    await waitFor(lensSelector('Running 2/2'));
    await screenshot('shared-pid-inspector');
  });

  it('is reached by the keyboard', async function () {
    needsWindow(this);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await eventually(async () => {
      await press('Tab');
      assert.equal(
        await evaluate('document.activeElement.getAttribute("role")', { webview: true }),
        'region',
      );
    });
    assert.match(
      String(await evaluate('getComputedStyle(document.activeElement).outlineStyle', { webview: true })),
      /solid|auto/,
      'the focus is seen',
    );
  });
});
