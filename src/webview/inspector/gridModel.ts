import type {
  NamespaceCell,
  NamespaceKind,
  NamespaceMember,
  NamespaceReport,
} from '../../engine/model/namespaceReport';
import type { InspectorStrings } from '../protocol';
import { visibleText } from '../visibleText';

export type Sharing = NamespaceCell['sharing'];

/** The grid as text, ready to be drawn: members down, kinds of namespaces across. */
export interface GridModel {
  columns: { kind: NamespaceKind; name: string; about: string }[];
  rows: GridRow[];
  absent: { name: string; reason: string }[];
  /** What a reader may stumble over. */
  notes: string[];
}

export interface GridRow {
  name: string;
  role: NamespaceMember['role'];
  /** What stands under the name. */
  about: string;
  cells: GridCell[];
}

export interface GridCell {
  /** `none`: the kernel has no such namespace. */
  sharing: Sharing | 'none';
  /** The kernel's number of the namespace. */
  inode: string;
  sharingText: string;
  /** The same for all cells of one namespace. */
  group: string;
  /** Whether the cell above, or below, is of the same namespace, so that the two are drawn as one. */
  joinsAbove: boolean;
  joinsBelow: boolean;
}

/** What the panel draws of a report. The kinds stand in the order of the strings, which is the engine's. */
export function gridModel(report: NamespaceReport, strings: InspectorStrings): GridModel {
  const kinds = Object.keys(strings.kinds) as NamespaceKind[];
  const { members } = report;
  return {
    columns: kinds.map((kind) => ({ kind, ...strings.kinds[kind] })),
    rows: members.map((member, row) => ({
      ...rowHead(member, strings),
      cells: kinds.map((kind) => gridCell(members, row, kind, strings)),
    })),
    absent: report.absent.map(({ name, reason }) => ({
      name: visibleText(name),
      reason: visibleText(reason, 300),
    })),
    notes: [strings.sandboxNote, ...(hasOwnUts(members) ? [strings.utsNote] : [])],
  };
}

/** Puts a value in the place of `{0}`. */
export function fill(text: string, value: string): string {
  return text.replaceAll('{0}', () => value);
}

function rowHead({ role, name, pid }: NamespaceMember, strings: InspectorStrings): Omit<GridRow, 'cells'> {
  const about = fill(strings.pid, String(pid));
  return { role, about, name: role === 'sandbox' ? strings.sandbox : visibleText(name) };
}

function gridCell(
  members: NamespaceMember[],
  row: number,
  kind: NamespaceKind,
  strings: InspectorStrings,
): GridCell {
  const inodeAt = (index: number) => members[index]?.namespaces[kind].inode ?? null;
  const cell = members[row]?.namespaces[kind];
  if (!cell || cell.inode === null) {
    const sharingText = strings.noSuchNamespace;
    return { sharing: 'none', inode: '–', sharingText, group: '', joinsAbove: false, joinsBelow: false };
  }
  const others = cell.sharedWith.map((name) => (name === 'POD' ? strings.sandbox : visibleText(name, 40)));
  return {
    sharing: cell.sharing,
    inode: String(cell.inode),
    sharingText: fill(strings.sharing[cell.sharing].cell, others.join(', ')),
    group: `${kind}:${cell.inode}`,
    joinsAbove: inodeAt(row - 1) === cell.inode,
    joinsBelow: inodeAt(row + 1) === cell.inode,
  };
}

function hasOwnUts(members: NamespaceMember[]): boolean {
  const own = members.filter(({ namespaces }) => namespaces.uts.sharing === 'private');
  return members.length > 1 && own.length > 1;
}
