import {
  type NamespaceCell,
  type NamespaceKind,
  type NamespaceMember,
  type NamespaceReport,
  namespaceKinds,
} from '../model/namespaceReport';
import type { HostRead, HostReading } from '../runtime/podRuntime';

/** A process that stands for a part of the pod. */
export interface MemberProcess {
  role: 'sandbox' | 'container';
  name: string;
  /** On Docker's host. */
  pid: number;
}

export interface ReportSubject {
  pod: NamespaceReport['pod'];
  members: MemberProcess[];
  absent: NamespaceReport['absent'];
  takenAt: string;
}

type Inodes = Record<NamespaceKind, number | null>;

/**
 * Processes in the host's namespaces: init, and kthreadd for machines whose init lets nobody look.
 */
const hostPids = [1, 2];

/** What must be read from /proc for the report: every namespace link of the host's init and of each member. */
export function namespaceReads(members: readonly MemberProcess[]): HostRead[] {
  return [...hostPids, ...members.map(({ pid }) => pid)].flatMap((pid) =>
    namespaceKinds.map((kind): HostRead => ({ kind: 'link', path: `/proc/${pid}/ns/${kind}` })),
  );
}

/**
 * The report from the answers to `namespaceReads`, in the same order. Pure. A member whose process ended between the
 * look at Docker and the look at /proc is absent, as is one that the kernel lets nobody look at.
 */
export function namespaceReport(subject: ReportSubject, readings: readonly HostReading[]): NamespaceReport {
  const inodes = (index: number): Inodes => inodesAt(readings, index * namespaceKinds.length);
  const host = firstKnown(hostPids.map((_, index) => inodes(index)));
  const all = subject.members.map((member, index) => ({
    member,
    inodes: inodes(hostPids.length + index),
    first: readings[(hostPids.length + index) * namespaceKinds.length],
  }));
  const present = all.filter(({ inodes: own }) => namespaceKinds.some((kind) => own[kind] !== null));
  return {
    pod: subject.pod,
    takenAt: subject.takenAt,
    members: present.map(({ member, inodes: own }): NamespaceMember => {
      const others = present.filter((other) => other.member !== member);
      const cell = (kind: NamespaceKind) => cellOf(kind, own[kind], host[kind], others);
      return {
        ...member,
        namespaces: Object.fromEntries(
          namespaceKinds.map((kind) => [kind, cell(kind)]),
        ) as NamespaceMember['namespaces'],
      };
    }),
    absent: [
      ...subject.absent,
      ...all
        .filter((entry) => !present.includes(entry))
        .map(({ member, first }) => ({
          name: member.name,
          reason: isGone(first) ? 'Terminated' : 'Unreadable',
        })),
    ],
  };
}

function isGone(reading: HostReading | undefined): boolean {
  return reading === undefined || reading.ok || reading.errno === 'ENOENT' || reading.errno === 'ESRCH';
}

function cellOf(
  kind: NamespaceKind,
  inode: number | null,
  host: number | null,
  others: readonly { member: MemberProcess; inodes: Inodes }[],
): NamespaceCell {
  const sharedWith = others.filter((other) => inode !== null && other.inodes[kind] === inode);
  return { inode, sharing: sharing(), sharedWith: sharedWith.map(({ member }) => member.name) };

  function sharing(): NamespaceCell['sharing'] {
    if (inode !== null && inode === host) return 'host';
    if (sharedWith.length === 0) return 'private';
    return sharedWith.length === others.length ? 'pod' : 'some';
  }
}

/** Of each kind the first inode that could be read. */
function firstKnown(candidates: readonly Inodes[]): Inodes {
  const known = (kind: NamespaceKind) => candidates.find((inodes) => inodes[kind] !== null)?.[kind] ?? null;
  return Object.fromEntries(namespaceKinds.map((kind) => [kind, known(kind)])) as Inodes;
}

function inodesAt(readings: readonly HostReading[], start: number): Inodes {
  return Object.fromEntries(
    namespaceKinds.map((kind, offset) => [kind, inodeOf(readings[start + offset])]),
  ) as Inodes;
}

/** A namespace's link reads `net:[4026531840]`. */
function inodeOf(reading: HostReading | undefined): number | null {
  const match = reading?.ok ? /\[(\d+)\]$/.exec(reading.data.toString('utf8')) : null;
  return match ? Number(match[1]) : null;
}
