import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import Docker from 'dockerode';
import * as vscode from 'vscode';
import { labels, podUid } from '../../src/engine/plan/names';
import type { TestApi } from '../../src/extension';
import type { TreeText } from '../../src/ui/tree/podsView';
import { cgroupLayout, cgroupsOf } from '../docker/support/cgroups';

/**
 * What a case works in: the extension, a Kubernetes namespace of its own on a real Docker, and the workspace's folder.
 * `dispose` removes whatever stands in the namespace.
 */
export class Trial {
  readonly namespace = `t-${Math.random().toString(36).slice(2, 8)}`;
  readonly docker: Docker;
  private readonly filters = { label: [`${labels.podNamespace}=${this.namespace}`] };

  private constructor(
    readonly api: TestApi,
    private readonly extensionPath: string,
    socketPath: string | undefined,
  ) {
    this.docker = socketPath ? new Docker({ socketPath }) : new Docker();
  }

  /** `socketPath`: of Docker itself, where DOCKER_HOST shall not lead there. */
  static async begin(socketPath?: string): Promise<Trial> {
    const extension = vscode.extensions.getExtension<TestApi>('docker-pods.docker-pods');
    assert.ok(extension);
    return new Trial(await extension.activate(), extension.extensionPath, socketPath);
  }

  /** Writes a file into the workspace and gives its path. */
  write(name: string, text: string): string {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = join(folder.uri.fsPath, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** Shows a text as a file of the workspace in the editor. */
  async show(name: string, text: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(this.write(name, text));
    await vscode.window.showTextDocument(document);
    return document;
  }

  /** The text of a file below examples/. */
  example(name: string): string {
    return readFileSync(join(this.extensionPath, 'examples', name), 'utf8');
  }

  /** The item of a pod of this namespace in the Pods view. */
  podItem(pod: string): TreeText {
    const item = this.api.tree.snapshot().find(({ label }) => label === `${this.namespace}/${pod}`);
    assert.ok(item, `${pod} is not in the tree`);
    return item;
  }

  /** The newest attempt of a container; `POD` is the sandbox. */
  async container(pod: string, name: string): Promise<Docker.ContainerInspectInfo> {
    const label = [...this.filters.label, `${labels.podName}=${pod}`, `${labels.containerName}=${name}`];
    const found = await this.docker.listContainers({ all: true, filters: { label } });
    const attempt = ({ Labels }: Docker.ContainerInfo) => Number(Labels[labels.attempt]);
    const [newest] = found.sort((a, b) => attempt(b) - attempt(a));
    assert.ok(newest, `container ${name} of ${pod}`);
    return this.docker.getContainer(newest.Id).inspect();
  }

  /** Names of all that stands on Docker in this namespace, and the cgroups of these pods. */
  async leftovers(...pods: string[]): Promise<string[]> {
    const { filters, docker, namespace } = this;
    const [layout, containers, { Volumes }, networks] = await Promise.all([
      cgroupLayout(docker),
      docker.listContainers({ all: true, filters }),
      docker.listVolumes({ filters }),
      docker.listNetworks({ filters }),
    ]);
    return [
      ...containers.flatMap(({ Names }) => Names),
      ...(Volumes ?? []).map(({ Name }) => Name),
      ...networks.map(({ Name }) => Name),
      ...pods.flatMap((name) => cgroupsOf(podUid({ namespace, name }), layout)),
    ];
  }

  /** Removes what is left of this namespace, through the extension where that still can. */
  async dispose(): Promise<void> {
    const { api, docker, filters, namespace } = this;
    const pods = api.engine.pods().filter(({ metadata }) => metadata.namespace === namespace);
    await Promise.allSettled(pods.map(({ metadata }) => api.engine.remove(metadata)));
    for (const { Id } of await docker.listContainers({ all: true, filters })) {
      await docker.getContainer(Id).remove({ force: true });
    }
    for (const { Name } of (await docker.listVolumes({ filters })).Volumes ?? []) {
      await docker.getVolume(Name).remove();
    }
    for (const { Id } of await docker.listNetworks({ filters })) {
      // The extension takes the network away a moment later, too.
      await docker
        .getNetwork(Id)
        .remove()
        .catch(() => undefined);
    }
  }
}

/** What is written at each problem of a document, as `code|text`, in the order of the text. */
export function problemsOf(document: vscode.TextDocument): string[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(
      ({ source, severity }) => source === 'Docker Pods' && severity <= vscode.DiagnosticSeverity.Warning,
    )
    .sort((a, b) => a.range.start.compareTo(b.range.start))
    .map((problem) => `${codeOf(problem)}|${document.getText(problem.range)}`);
}

/** A diagnostic's code, without the link to what it means. */
export function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** The commands of the lenses above a document, with the line each stands at. */
export async function lensesOf(
  document: vscode.TextDocument,
): Promise<{ line: number; title: string; command: vscode.Command }[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    100,
  );
  return found.flatMap(({ range, command }) =>
    command ? [{ line: range.start.line, title: command.title.replace(/^\$\([^)]*\)\s*/, ''), command }] : [],
  );
}

/** Presses the lens with this title as a click does: by the command it carries. */
export async function pressLens(document: vscode.TextDocument, title: string): Promise<void> {
  const lens = (await lensesOf(document)).find((one) => one.title === title);
  assert.ok(lens, `no lens "${title}"`);
  const { command, arguments: args = [] } = lens.command;
  await vscode.commands.executeCommand(command, ...args);
}

/** Where a lens is found in the window. */
export function lensSelector(title: string): string {
  return `.codelens-decoration a:has-text("${title}")`;
}

/** Tries again until it no longer throws; gives its value, or the last error after the time given (ms). */
export async function eventually<T>(attempt: () => T | Promise<T>, timeoutMs = 15_000): Promise<T> {
  for (const end = Date.now() + timeoutMs; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** The kernel's number of a namespace of a process of this machine. */
export function inodeOf(pid: number, kind: string): number {
  return Number(/\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/ns/${kind}`))?.[1]);
}

/** The text of the output channel with logs that is shown. */
export function logText(): string {
  const [shown] = vscode.window.visibleTextEditors.filter(
    ({ document }) => document.languageId === 'pod-log',
  );
  const channel =
    shown?.document ?? vscode.workspace.textDocuments.findLast(({ languageId }) => languageId === 'pod-log');
  assert.ok(channel, 'no channel with logs is shown');
  return channel.getText();
}

/** A port that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert.ok(address && typeof address === 'object');
  return address.port;
}
