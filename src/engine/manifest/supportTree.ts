import { supportTable } from './support';
import type { SupportRule } from './support/supportRule';

/** The support table by steps of a path; lists are stepped over. */
export interface SupportNode {
  rules?: readonly SupportRule[];
  below: Map<string, SupportNode>;
}

/** The table for the root of a Pod. */
export const podSupport: SupportNode = plantSupport(supportTable);

/** The node of a field, or of any other key of a map. Undefined where the table goes no deeper. */
export function supportBelow(node: SupportNode | undefined, step: string): SupportNode | undefined {
  return node?.below.get(step) ?? node?.below.get('*');
}

/**
 * What becomes of a field of a Pod, or of what `root` is the table of: the rules of the nearest row. A supported row speaks for its own field alone.
 * `path` as in the schema, `[]` or not. Undefined for a field the table does not have.
 */
export function supportOf(path: string, root = podSupport): readonly SupportRule[] | undefined {
  let node: SupportNode | undefined = root;
  let nearest: readonly SupportRule[] | undefined;
  const steps = path.replaceAll('[]', '').split('.');
  for (const [index, step] of steps.entries()) {
    node = supportBelow(node, step);
    const covers = index === steps.length - 1 || !isSupported(node?.rules);
    if (node?.rules) nearest = covers ? node.rules : undefined;
  }
  return nearest;
}

function isSupported(rules: readonly SupportRule[] | undefined): boolean {
  return rules?.every((rule) => rule.support === 'supported') ?? false;
}

/** A table by the steps of its paths. */
export function plantSupport(table: Readonly<Record<string, readonly SupportRule[]>>): SupportNode {
  const root: SupportNode = { below: new Map() };
  for (const [path, rules] of Object.entries(table)) {
    let node = root;
    for (const step of path.split('.')) {
      let next = node.below.get(step);
      if (!next) {
        next = { below: new Map() };
        node.below.set(step, next);
      }
      node = next;
    }
    node.rules = rules;
  }
  return root;
}

/** Of the classes a field may have, by its value, the one that carries least: what a count can promise. */
export function leastSupport(rules: readonly SupportRule[]): SupportRule['support'] {
  const order = ['supported', 'ignored', 'emulated', 'refused'] as const;
  return order.findLast((support) => rules.some((rule) => rule.support === support)) ?? 'supported';
}
