import * as vscode from 'vscode';
import { Views } from '../../contributions';
import { allContainers, type PodEngineApi, type PodKey, podKeyString } from '../../engine';
import { codeSentence } from '../sentences';
import { PodNodes, type TreeNode } from './podNodes';
import { type ItemPresentation, presentContainer, presentPod, presentSandbox } from './podPresentation';
import { needsAttention, podState } from './podState';
import { tooltipMarkdown } from './tooltipMarkdown';

/** Milliseconds between two looks at the clock, for the ages of pods in a visible view. */
const ageInterval = 30_000;

/** What the view shows of one item, for tests. */
export interface TreeText extends Omit<ItemPresentation, 'id' | 'spoken'> {
  children: TreeText[];
}

/** The Pods view: pods, and below each its sandbox and its containers. */
export class PodsView implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  private readonly nodes: PodNodes;
  private readonly view: vscode.TreeView<TreeNode>;
  private readonly subscriptions: vscode.Disposable;
  private roots = '';
  private clock: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.changed.event;
  /** The view is shown or hidden. */
  readonly onDidChangeVisibility: vscode.Event<unknown>;

  constructor(private readonly engine: PodEngineApi) {
    this.nodes = new PodNodes(engine);
    this.view = vscode.window.createTreeView(Views.pods, { treeDataProvider: this, showCollapseAll: true });
    this.onDidChangeVisibility = this.view.onDidChangeVisibility;
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      this.view,
      this.view.onDidChangeVisibility(({ visible }) => this.runClock(visible)),
      { dispose: engine.onDidChangePods((keys) => this.update(keys)) },
      { dispose: engine.onDidChangeConnection(() => this.updateFrame()) },
    );
    this.runClock(this.view.visible);
    this.updateFrame();
  }

  getChildren(parent?: TreeNode): TreeNode[] {
    const children = this.nodes.children(parent);
    if (!parent) this.roots = this.rootIds();
    return children;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return this.nodes.parent(node);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const shown = this.present(node);
    const item = new vscode.TreeItem(shown?.label ?? '');
    if (!shown) return item;
    item.id = shown.id;
    item.description = shown.description;
    item.contextValue = shown.contextValue;
    item.iconPath = new vscode.ThemeIcon(
      shown.icon.id,
      shown.icon.color ? new vscode.ThemeColor(shown.icon.color) : undefined,
    );
    item.accessibilityInformation = { label: shown.spoken };
    if (node.kind === 'pod') item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
    return item;
  }

  /** Tooltips are made when somebody points at an item. */
  async resolveTreeItem(item: vscode.TreeItem, node: TreeNode): Promise<vscode.TreeItem> {
    const events = await this.engine.events(node.key).catch(() => []);
    const snapshot = this.engine.pod(node.key);
    if (snapshot) item.tooltip = tooltipMarkdown(snapshot, node, events);
    return item;
  }

  async reveal(key: PodKey): Promise<void> {
    await this.view.reveal(this.nodes.pod(key), { select: true, focus: true, expand: true });
  }

  /** The whole tree as it stands, whether the view is open or not. */
  snapshot(): TreeText[] {
    const textOf = (node: TreeNode): TreeText[] => {
      const shown = this.present(node);
      if (!shown) return [];
      const { id: _id, spoken: _spoken, ...text } = shown;
      return [{ ...text, children: this.nodes.children(node).flatMap(textOf) }];
    };
    return this.nodes.children().flatMap(textOf);
  }

  dispose(): void {
    this.runClock(false);
    this.subscriptions.dispose();
  }

  private present(node: TreeNode): ItemPresentation | undefined {
    const snapshot = this.engine.pod(node.key);
    if (!snapshot) return undefined;
    if (node.kind === 'pod') return presentPod(snapshot, Date.now(), vscode.l10n.t);
    if (node.kind === 'sandbox') return presentSandbox(snapshot, vscode.l10n.t);
    const spec = allContainers(snapshot.spec).find(({ name }) => name === node.container);
    return spec && presentContainer(snapshot, spec, vscode.l10n.t);
  }

  private update(keys: PodKey[]): void {
    const rootsChanged = this.roots !== this.rootIds();
    this.changed.fire(rootsChanged ? undefined : keys.map((key) => this.nodes.pod(key)));
    if (rootsChanged) this.nodes.forget();
    this.updateFrame();
  }

  /** Badge and message: what stands around the items. */
  private updateFrame(): void {
    const pods = this.engine.pods();
    const attention = pods.filter((pod) => needsAttention(podState(pod))).length;
    this.view.badge = attention > 0 ? { value: attention, tooltip: attentionText(attention) } : undefined;
    const { connection } = this.engine;
    const lost = connection.status === 'unreachable' && pods.length > 0;
    this.view.message = lost ? codeSentence(connection.code, connection.args) : '';
  }

  private rootIds(): string {
    return this.engine
      .pods()
      .map(({ metadata }) => podKeyString(metadata))
      .join('\n');
  }

  private runClock(visible: boolean): void {
    clearInterval(this.clock);
    this.clock = visible ? setInterval(() => this.tick(), ageInterval) : undefined;
  }

  private tick(): void {
    this.changed.fire(this.engine.pods().map(({ metadata }) => this.nodes.pod(metadata)));
  }
}

function attentionText(pods: number): string {
  return pods === 1 ? vscode.l10n.t('1 pod needs attention') : vscode.l10n.t('{0} pods need attention', pods);
}
