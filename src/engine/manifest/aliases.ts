import { type Alias, isAlias, isCollection, isPair, type ParsedNode } from 'yaml';
import type { YamlDocument } from './parseYaml';

/**
 * The node each alias of a document stands for: the last one with that anchor before the alias. Empty where the text
 * has no alias; an alias without a target is left out.
 */
export function aliasTargets(document: YamlDocument, text: string): Map<Alias, ParsedNode> {
  const targets = new Map<Alias, ParsedNode>();
  if (text.includes('*') && text.includes('&')) collect(document.contents, new Map(), targets);
  return targets;
}

function collect(node: unknown, anchors: Map<string, ParsedNode>, targets: Map<Alias, ParsedNode>): void {
  if (isPair(node)) {
    collect(node.key, anchors, targets);
    collect(node.value, anchors, targets);
  } else if (isAlias(node)) {
    const target = anchors.get(node.source);
    if (target) targets.set(node, target);
  } else if (node !== null && typeof node === 'object') {
    const { anchor } = node as { anchor?: string };
    if (anchor !== undefined) anchors.set(anchor, node as ParsedNode);
    if (isCollection(node)) for (const item of node.items) collect(item, anchors, targets);
  }
}
