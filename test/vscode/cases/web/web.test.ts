import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import * as vscode from 'vscode';
import type { TestApi } from '../../../../src/extension';
import { click, hasWindow, screenshot, waitFor } from '../../ui';

const namespace = `t-${Math.random().toString(36).slice(2, 8)}`;
const docker = new Docker();
const ours = { label: [`io.kubernetes.pod.namespace=${namespace}`] };
const member = (name: string) => ({ label: [...ours.label, `io.kubernetes.container.name=${name}`] });

describe('web.yaml, from the editor to the kernel', () => {
  let api: TestApi;
  let document: vscode.TextDocument;
  let port: number;
  let temporaryBefore: string[];

  before(async () => {
    temporaryBefore = temporaryFiles();
    port = await freePort();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = join(folder.uri.fsPath, 'web.yaml');
    const extension = vscode.extensions.getExtension<TestApi>('docker-pods.docker-pods');
    assert.ok(extension);
    const example = readFileSync(join(extension.extensionPath, 'examples', 'web.yaml'), 'utf8');
    writeFileSync(
      file,
      example.replace('name: web', `name: web\n  namespace: ${namespace}`).replace('8080 #', `${port} #`),
    );
    document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    api = await extension.activate();
  });

  after(async () => {
    for (const { Id } of await docker.listContainers({ all: true, filters: ours })) {
      await docker.getContainer(Id).remove({ force: true });
    }
    for (const { Name } of (await docker.listVolumes({ filters: ours })).Volumes)
      await docker.getVolume(Name).remove();
  });

  it('has no complaint about the manifest', () => {
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri).filter(isProblem), []);
  });

  it('runs by the lens, and the tree item reaches Running 2/2', async () => {
    // Before the run: opened by the command in the middle of one, the view keeps the editor from asking for lenses.
    await vscode.commands.executeCommand('dockerPods.pods.focus');
    await press('Run as pod');
    await eventually(() => assert.match(podItem().description, /2\/2/));
    assert.match(podItem().description, /Running/);
    if (hasWindow) await waitFor(lens('Running 2/2'));
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
      const latest = api.inspector.lastReport();
      assert.equal(latest?.members.length, 3);
      return latest;
    });
    const shown = new Map(report?.members.map((one) => [one.name, one]));
    for (const name of ['POD', 'nginx', 'writer']) {
      const pid = await pidOf(name);
      for (const kind of ['net', 'ipc', 'uts', 'pid', 'mnt'] as const) {
        assert.equal(shown.get(name)?.namespaces[kind].inode, inode(pid, kind), `${name} ${kind}`);
      }
    }
    const [sandbox, nginx, writer] = [await pidOf('POD'), await pidOf('nginx'), await pidOf('writer')];
    for (const kind of ['net', 'ipc']) {
      assert.equal(inode(nginx, kind), inode(sandbox, kind));
      assert.equal(inode(writer, kind), inode(sandbox, kind));
      assert.notEqual(inode(sandbox, kind), inode(process.pid, kind));
    }
    assert.equal(shown.get('nginx')?.namespaces.net.sharing, 'pod');
    assert.equal(shown.get('nginx')?.namespaces.uts.sharing, 'private');
    if (hasWindow) await waitFor('table', { webview: true });
    await screenshot('web-inspector');
  });

  it('speaks to the pod from inside its network, in the extension host', async () => {
    const key = { namespace, name: 'web' };
    assert.equal(await api.engine.tcpCheck(key, 80, 2000), true);
    assert.equal(await api.engine.tcpCheck(key, 81, 2000), false);
    const answer = await api.engine.httpGet(key, 80, '/', 2000);
    assert.equal(answer.statusCode, 200);
    assert.match(answer.body.toString(), /Hello from a pod/);
  });

  it('shows a docker kill from outside within a second', async () => {
    const [writer] = await docker.listContainers({ filters: member('writer') });
    assert.ok(writer);
    const before = podItem();
    await docker.getContainer(writer.Id).kill();
    await eventually(() => assert.notDeepEqual(podItem(), before), 1000);
    await eventually(() => assert.match(podItem().description, /2\/2.*restart/));
    await screenshot('web-after-kill');
  });

  it('is removed by one action, without a trace', async () => {
    const uid = api.engine.pod({ namespace, name: 'web' })?.metadata.uid ?? '';
    assert.ok(cgroups(uid).length > 0);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('dockerPods.pod.remove', { namespace, name: 'web' });
    assert.deepEqual(api.tree.snapshot().filter(isOwn), []);
    assert.deepEqual(await docker.listContainers({ all: true, filters: ours }), []);
    assert.deepEqual((await docker.listVolumes({ filters: ours })).Volumes, []);
    // The network, the cgroup and the helper go a few seconds later: they are dear to make anew.
    await eventually(async () => {
      assert.deepEqual(await docker.listNetworks({ filters: { name: [`k8s_${namespace}`] } }), []);
      assert.deepEqual(cgroups(uid), []);
      const all = await docker.listContainers({
        all: true,
        filters: { label: ['dev.dockerpods.component=probe'] },
      });
      assert.deepEqual(
        all.map(({ Names }) => Names),
        [],
      );
    }, 30_000);
    assert.deepEqual(temporaryFiles(), temporaryBefore);
  }).timeout(60_000);

  async function lenses(): Promise<vscode.Command[]> {
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      100,
    );
    return found.flatMap(({ command }) => command ?? []);
  }

  /** As a person does where there is a window; else by the command that the lens carries. */
  async function press(title: string): Promise<void> {
    if (hasWindow) return click(lens(title));
    const command = await eventually(async () => {
      const found = (await lenses()).find((one) => one.title.includes(title));
      assert.ok(found, `no lens "${title}"`);
      return found;
    });
    await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
  }

  function podItem() {
    const item = api.tree.snapshot().find(isOwn);
    assert.ok(item, 'the pod is not in the tree');
    return item;
  }

  function isOwn({ label }: { label: string }): boolean {
    return label.includes(namespace);
  }

  async function page(): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    assert.equal(response.status, 200);
    return response.text();
  }
});

function isProblem({ severity }: vscode.Diagnostic): boolean {
  return severity <= vscode.DiagnosticSeverity.Warning;
}

async function pidOf(name: string): Promise<number> {
  const [container] = await docker.listContainers({ filters: member(name) });
  assert.ok(container, name);
  return (await docker.getContainer(container.Id).inspect()).State.Pid;
}

function inode(pid: number, kind: string): number {
  return Number(/\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/ns/${kind}`))?.[1]);
}

function cgroups(uid: string): string[] {
  const root = '/sys/fs/cgroup';
  return ['.', ...readdirSync(root)].flatMap((controller) => {
    try {
      return readdirSync(join(root, controller)).filter((name) => name === `dockerpods-pod${uid}`);
    } catch {
      return [];
    }
  });
}

/** What the extension may have left; VS Code's own files come and go. */
function temporaryFiles(): string[] {
  return readdirSync(tmpdir()).filter((name) => /docker.?pods/i.test(name));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert.ok(address && typeof address === 'object');
  return address.port;
}

/** A lens above a document, as Playwright finds it. */
function lens(title: string): string {
  return `.codelens-decoration a:has-text("${title}")`;
}

/** Tries again until it no longer throws; gives its value, or the last error after the time given. */
async function eventually<T>(attempt: () => T | Promise<T>, timeoutMs = 15_000): Promise<T> {
  for (const end = Date.now() + timeoutMs; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
