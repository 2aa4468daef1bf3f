import type { YAMLMap } from 'yaml';
import type { TextRange } from '../model/finding';
import type { Entry } from './entries';

/** One object as it is written: a document, or an item of a List. */
export interface Written {
  map: YAMLMap;
  entries: Map<string, Entry>;
  kind: string;
  range: TextRange;
  /** The `kind:` pair; an item that leaves its kind to its list has its first line. */
  anchor: TextRange;
  /** `items[1]`; empty for a document of its own. */
  item: string;
}
