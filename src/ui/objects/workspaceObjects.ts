import * as vscode from 'vscode';
import { Settings } from '../../contributions';
import { type ObjectRef, type ObjectSource, objectKey, type PodObject } from '../../engine';
import { folderOf, manifestGlob, namedPatterns, objectFiles } from './objectFiles';
import { firstOfEach, objectsIn } from './objectsIn';

/** Milliseconds without another change before objects count as changed. */
const changePause = 400;

/** Characters of a file that are read for objects, as the API server takes no larger request. */
const mostBytes = 3 * 1024 * 1024;

interface ReadFile {
  /** Changes with the file: the version of an open text, time and size on disk. */
  stamp: string;
  objects: PodObject[];
}

/**
 * The ConfigMaps, Secrets and claims in the manifests of the workspace. What an editor shows counts before what is
 * saved. Files are read when somebody asks; the folders that were asked for are watched.
 */
export class WorkspaceObjects implements ObjectSource, vscode.Disposable {
  private readonly files = new Map<string, ReadFile>();
  /** The objects of each file as the listeners know them. */
  private readonly told = new Map<string, string>();
  private readonly watched = new Map<string, vscode.Disposable>();
  private readonly touched = new Map<string, vscode.Uri>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable;
  private named: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;

  /** An object was added, changed or removed. */
  readonly onDidChange = this.changed.event;

  constructor() {
    this.named = this.watchNamed();
    const { workspace } = vscode;
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      workspace.onDidChangeTextDocument(({ document }) => this.touch(document.uri)),
      workspace.onDidOpenTextDocument(({ uri }) => this.touch(uri)),
      workspace.onDidCloseTextDocument(({ uri }) => this.touch(uri)),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(Settings.objectFiles)) this.nameAnew();
      }),
      workspace.onDidChangeWorkspaceFolders(() => this.nameAnew()),
    );
  }

  async find(ref: ObjectRef, source: string | undefined): Promise<PodObject | undefined> {
    const wanted = objectKey(ref);
    const objects = await this.inReach(source === undefined ? undefined : vscode.Uri.parse(source));
    return objects.find((object) => objectKey(object) === wanted);
  }

  /** Every object that a pod of this document can have; of several with one name the nearest. */
  async inReach(source: vscode.Uri | undefined): Promise<PodObject[]> {
    this.watch(source);
    const files = await objectFiles(source);
    const read = await Promise.all(files.map((uri) => this.read(uri)));
    return firstOfEach(read.flat());
  }

  /** Watches what stands beside a document, so that its running pods hear of changes. */
  watch(source: vscode.Uri | undefined): void {
    if (!source || source.scheme === 'untitled') return;
    const folder = folderOf(source);
    if (this.watched.has(folder.toString())) return;
    this.watched.set(folder.toString(), this.watcher(new vscode.RelativePattern(folder, manifestGlob)));
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(this.subscriptions, this.named, ...this.watched.values()).dispose();
  }

  private watcher(pattern: vscode.RelativePattern): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const touch = (uri: vscode.Uri) => this.touch(uri, true);
    return vscode.Disposable.from(
      watcher,
      watcher.onDidChange(touch),
      watcher.onDidCreate(touch),
      watcher.onDidDelete(touch),
    );
  }

  private watchNamed(): vscode.Disposable {
    return vscode.Disposable.from(...namedPatterns().map((pattern) => this.watcher(pattern)));
  }

  private nameAnew(): void {
    this.named.dispose();
    this.named = this.watchNamed();
    this.changed.fire();
  }

  private async read(uri: vscode.Uri): Promise<PodObject[]> {
    const id = uri.toString();
    const before = this.files.get(id);
    const current = await contentOf(uri, before?.stamp).catch(() => ({ stamp: '', text: '' }));
    if (before && current.text === undefined) return before.objects;
    const objects = objectsIn(current.text ?? '', before?.objects);
    this.files.set(id, { stamp: current.stamp, objects });
    if (!this.told.has(id)) this.told.set(id, JSON.stringify(objects));
    return objects;
  }

  /** Something happened to a file; `watched`: it is known to be one that counts. */
  private touch(uri: vscode.Uri, watched = false): void {
    const counts =
      watched ||
      this.files.has(uri.toString()) ||
      uri.scheme === 'untitled' ||
      this.watched.has(folderOf(uri).toString());
    if (!counts) return;
    // One that was never asked for had no objects that anybody knows.
    if (!this.told.has(uri.toString())) this.told.set(uri.toString(), '[]');
    this.touched.set(uri.toString(), uri);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.tell(), changePause);
  }

  private async tell(): Promise<void> {
    const touched = [...this.touched];
    this.touched.clear();
    const changes = await Promise.all(
      touched.map(async ([id, uri]) => {
        const now = JSON.stringify(await this.read(uri));
        const isNew = now !== this.told.get(id);
        this.told.set(id, now);
        return isNew;
      }),
    );
    if (changes.includes(true)) this.changed.fire();
  }
}

/**
 * What a file holds, as its editor shows it where one is open; without the text where `stamp` is still its own. Fails
 * where it is not there: an editor goes on showing a file that was deleted.
 */
async function contentOf(
  uri: vscode.Uri,
  stamp: string | undefined,
): Promise<{ stamp: string; text: string | undefined }> {
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  const onDisk = open?.isDirty || open?.isUntitled ? undefined : await vscode.workspace.fs.stat(uri);
  if (open) {
    const own = `version ${open.version}`;
    return { stamp: own, text: own === stamp ? undefined : open.getText() };
  }
  const { mtime = 0, size = 0 } = onDisk ?? {};
  const own = `${mtime} ${size}`;
  if (own === stamp) return { stamp: own, text: undefined };
  const text = size > mostBytes ? '' : new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  return { stamp: own, text };
}
