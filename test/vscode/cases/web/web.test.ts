import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as vscode from 'vscode';
import { podUid } from '../../../../src/engine/plan/names';
import { cgroupLayout, cgroupsOf } from '../../../docker/support/cgroups';
import { eventually, freePort, inodeOf, lensSelector, pressLens, problemsOf, Trial } from '../../trial';
import { click, hasWindow, screenshot, waitFor } from '../../ui';

const name = 'web';

describe('web.yaml, from the editor to the kernel', () => {
  let trial: Trial;
  let document: vscode.TextDocument;
  let port: number;
  let temporaryBefore: string[];

  before(async () => {
    temporaryBefore = temporaryFiles();
    port = await freePort();
    trial = await Trial.begin();
    const text = trial
      .example('web.yaml')
      .replace('name: web', `name: web\n  namespace: ${trial.namespace}`)
      .replace('8080 #', `${port} #`);
    document = await trial.show('web.yaml', text);
  });
  after(() => trial?.dispose());

  it('has no complaint about the manifest', () => {
    assert.deepEqual(problemsOf(document), []);
  });

  it('runs by the lens, and the tree item reaches Running 2/2', async () => {
    // Before the run: opened by the command in the middle of one, the view keeps the editor from asking for lenses.
    await vscode.commands.executeCommand('dockerPods.pods.focus');
    await press('Run as pod');
    await eventually(() => assert.match(trial.podItem(name).description, /2\/2/));
    assert.match(trial.podItem(name).description, /Running/);
    if (hasWindow) await waitFor(lensSelector('Running 2/2'));
    await screenshot('web-running');
  });

  it('serves the page over the published port, and the page changes', async () => {
    const first = await eventually(page);
    assert.match(first, /Hello from a pod/);
    await eventually(async () => assert.notEqual(await page(), first));
  });

  it('shows in the inspector the inodes that the kernel has', async () => {
    await press('Inspect');
    const report = await eventually(() => {
      const latest = trial.api.inspector.lastReport();
      assert.equal(latest?.members.length, 3);
      return latest;
    });
    const shown = new Map(report?.members.map((one) => [one.name, one]));
    for (const member of ['POD', 'nginx', 'writer']) {
      const pid = await pidOf(member);
      for (const kind of ['net', 'ipc', 'uts', 'pid', 'mnt'] as const) {
        assert.equal(shown.get(member)?.namespaces[kind].inode, inodeOf(pid, kind), `${member} ${kind}`);
      }
    }
    const [sandbox, nginx, writer] = [await pidOf('POD'), await pidOf('nginx'), await pidOf('writer')];
    for (const kind of ['net', 'ipc']) {
      assert.equal(inodeOf(nginx, kind), inodeOf(sandbox, kind));
      assert.equal(inodeOf(writer, kind), inodeOf(sandbox, kind));
      assert.notEqual(inodeOf(sandbox, kind), inodeOf(process.pid, kind));
    }
    assert.equal(shown.get('nginx')?.namespaces.net.sharing, 'pod');
    assert.equal(shown.get('nginx')?.namespaces.uts.sharing, 'private');
    if (hasWindow) await waitFor('table', { webview: true });
    await screenshot('web-inspector');
  });

  it('speaks to the pod from inside its network, in the extension host', async () => {
    const key = { namespace: trial.namespace, name };
    assert.equal(await trial.api.engine.tcpCheck(key, 80, 2000), true);
    assert.equal(await trial.api.engine.tcpCheck(key, 81, 2000), false);
    const answer = await trial.api.engine.httpGet(key, 80, '/', 2000);
    assert.equal(answer.statusCode, 200);
    assert.match(answer.body.toString(), /Hello from a pod/);
  });

  it('shows a docker kill from outside within a second', async () => {
    const writer = await trial.container(name, 'writer');
    const before = trial.podItem(name);
    await trial.docker.getContainer(writer.Id).kill();
    await eventually(() => assert.notDeepEqual(trial.podItem(name), before), 1000);
    await eventually(() => assert.match(trial.podItem(name).description, /2\/2.*restart/));
    await screenshot('web-after-kill');
  });

  it('is removed by one action, without a trace', async () => {
    const key = { namespace: trial.namespace, name };
    const layout = await cgroupLayout(trial.docker);
    assert.ok(cgroupsOf(podUid(key), layout).length > 0);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('dockerPods.pod.remove', key);
    assert.throws(() => trial.podItem(name));
    // The network, the cgroup with its mark, and the helper go a few seconds later: they are dear to make anew.
    const cgroups = [`dockerpods-cgroup-${podUid(key)}`, ...cgroupsOf(podUid(key), layout)];
    const mayLinger = [`k8s_${trial.namespace}`, ...cgroups];
    assert.deepEqual(
      (await trial.leftovers(name)).filter((left) => !mayLinger.includes(left)),
      [],
    );
    await eventually(async () => {
      assert.deepEqual(await trial.leftovers(name), []);
      const helpers = { label: ['dev.dockerpods.component=probe'] };
      const all = await trial.docker.listContainers({ all: true, filters: helpers });
      assert.deepEqual(
        all.map(({ Names }) => Names),
        [],
      );
    }, 30_000);
    assert.deepEqual(temporaryFiles(), temporaryBefore);
  }).timeout(60_000);

  /** As a person does where there is a window; else by the command that the lens carries. */
  async function press(title: string): Promise<void> {
    if (hasWindow) await click(lensSelector(title));
    else await eventually(() => pressLens(document, title));
  }

  async function pidOf(container: string): Promise<number> {
    return (await trial.container(name, container)).State.Pid;
  }

  async function page(): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    assert.equal(response.status, 200);
    return response.text();
  }
});

/** What the extension may have left; VS Code's own files come and go. */
function temporaryFiles(): string[] {
  return readdirSync(tmpdir()).filter((file) => /docker.?pods/i.test(file));
}
