import { isMap, isSeq, type Node } from 'yaml';
import type { TextRange } from '../model/finding';
import { aliasTargets } from './aliases';
import { entriesOf, follow } from './entries';
import { parseYaml } from './parseYaml';
import { newReading, type Reading, rangeOf } from './reading';

/**
 * Where the value of a field stands in a manifest's text: what `path` (`spec.containers[0].image`) names in the Pod
 * document of this range. Undefined where the document has no such field, or nothing is written behind it. Never throws.
 */
export function rangeOfField(text: string, document: TextRange, path: string): TextRange | undefined {
  try {
    const part = { start: document[0], text: text.slice(...document) };
    // Not more than reading the manifest took.
    const budget = { tokens: part.text.length + 1 };
    const [yaml] = parseYaml(part.text, budget).documents;
    if (!yaml) return undefined;
    const reading = newReading(part, part.text.length, aliasTargets(yaml, part.text));
    const node = nodeAt(reading, yaml.contents, path);
    const range: TextRange = node ? rangeOf(reading, node) : [0, 0];
    return range[0] < range[1] ? range : undefined;
  } catch {
    // As in readManifest: the YAML library fails on some garbage.
    return undefined;
  }
}

/** An alias at the end of the path is left as it is written: that is the place to mend. */
function nodeAt(reading: Reading, root: Node | null, path: string): Node | null {
  let node = root;
  for (const [, index, name = ''] of path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)) {
    const owner = follow(reading, node);
    if (index !== undefined) node = isSeq(owner) ? ((owner.items[Number(index)] as Node) ?? null) : null;
    else node = isMap(owner) ? (entriesOf(reading, owner).get(name)?.value ?? null) : null;
  }
  return node;
}
