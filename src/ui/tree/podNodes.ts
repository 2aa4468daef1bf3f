import { allContainers, type PodEngineApi, type PodKey, podKeyString } from '../../engine';

/** An element of the tree: it names something of a pod and holds no state; also what commands of the tree are given. */
export type TreeNode = PodNode | SandboxNode | ContainerNode;

export interface PodNode {
  kind: 'pod';
  key: PodKey;
}

export interface SandboxNode {
  kind: 'sandbox';
  key: PodKey;
}

export interface ContainerNode {
  kind: 'container';
  key: PodKey;
  container: string;
}

/** Gives the same object for the same thing every time, as VS Code's tree needs it to refresh single items. */
export class PodNodes {
  private readonly nodes = new Map<string, TreeNode>();

  constructor(private readonly engine: PodEngineApi) {}

  pod(key: PodKey): PodNode {
    return this.same(`pod ${podKeyString(key)}`, { kind: 'pod', key: plainKey(key) });
  }

  /** The pods, or what stands below one: its sandbox, then its containers in the order they are started. */
  children(parent?: TreeNode): TreeNode[] {
    if (!parent) return this.engine.pods().map(({ metadata }) => this.pod(metadata));
    const snapshot = parent.kind === 'pod' ? this.engine.pod(parent.key) : undefined;
    if (!snapshot) return [];
    const { key } = parent;
    const below = `${podKeyString(key)}`;
    const sandbox = snapshot.sandbox
      ? [this.same(`sandbox ${below}`, { kind: 'sandbox', key } as const)]
      : [];
    const containers = allContainers(snapshot.spec).map(({ name }) =>
      this.same(`container ${below}/${name}`, { kind: 'container', key, container: name } as const),
    );
    return [...sandbox, ...containers];
  }

  parent(node: TreeNode): TreeNode | undefined {
    return node.kind === 'pod' ? undefined : this.pod(node.key);
  }

  /** Forgets what belongs to pods that are gone. */
  forget(): void {
    for (const [id, { key }] of this.nodes) if (!this.engine.pod(key)) this.nodes.delete(id);
  }

  private same<N extends TreeNode>(id: string, fresh: N): N {
    const known = this.nodes.get(id);
    if (known) return known as N;
    this.nodes.set(id, fresh);
    return fresh;
  }
}

function plainKey({ name, namespace }: PodKey): PodKey {
  return { namespace, name };
}
