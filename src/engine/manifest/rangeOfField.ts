import { isMap, isSeq, type Node } from 'yaml';
import type { TextRange } from '../model/finding';
import { aliasTargets } from './aliases';
import { entriesOf, follow } from './entries';
import type { PodDocument } from './manifestRead';
import { parseYaml } from './parseYaml';
import { stepsOf } from './places';
import { newReading, type Reading, rangeOf } from './reading';
import { splitDocuments } from './splitDocuments';

/**
 * Where the value of a field stands in a manifest's text: what `path` (`spec.containers[0].image`) of its pod names in
 * this document, of a workload's pod in the template. Undefined where the document has no such field, or nothing is
 * written behind it. Never throws.
 */
export function rangeOfField(
  text: string,
  document: Pick<PodDocument, 'range' | 'template' | 'item'>,
  path: string,
): TextRange | undefined {
  try {
    const part = splitDocuments(text).findLast(({ start }) => start <= document.range[0]);
    if (!part) return undefined;
    // Not more than reading the manifest took.
    const budget = { tokens: part.text.length + 1 };
    const [yaml] = parseYaml(part.text, budget).documents;
    if (!yaml) return undefined;
    const reading = newReading(part, part.text.length, aliasTargets(yaml, part.text));
    const node = nodeAt(reading, yaml.contents, writtenPath(document, path));
    const range: TextRange = node ? rangeOf(reading, node) : [0, 0];
    return range[0] < range[1] ? range : undefined;
  } catch {
    // As in readManifest: the YAML library fails on some garbage.
    return undefined;
  }
}

/** The path of a pod's field in the `---` document it comes from: only name and namespace are a workload's own. */
function writtenPath({ template, item }: Pick<PodDocument, 'template' | 'item'>, path: string): string {
  const isOwn = path === 'metadata.name' || path === 'metadata.namespace';
  return [item, isOwn ? undefined : template?.path, path].filter((part) => part !== undefined).join('.');
}

/** An alias at the end of the path is left as it is written: that is the place to mend. */
function nodeAt(reading: Reading, root: Node | null, path: string): Node | null {
  let node = root;
  for (const step of stepsOf(path)) {
    const owner = follow(reading, node);
    if (typeof step === 'number') node = isSeq(owner) ? ((owner.items[step] as Node) ?? null) : null;
    else node = isMap(owner) ? (entriesOf(reading, owner).get(step)?.value ?? null) : null;
  }
  return node;
}
