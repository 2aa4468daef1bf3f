import assert from 'node:assert/strict';
import {
  type MemberProcess,
  namespaceReads,
  namespaceReport,
} from '../../src/engine/inspect/namespaceReport';
import { type NamespaceKind, namespaceKinds } from '../../src/engine/model/namespaceReport';
import type { HostReading } from '../../src/engine/runtime/podRuntime';

const pod = { name: 'web', namespace: 'default', uid: 'u' };
const members: MemberProcess[] = [
  { role: 'sandbox', name: 'POD', pid: 100 },
  { role: 'container', name: 'a', pid: 101 },
  { role: 'container', name: 'b', pid: 102 },
];

/** The kernel's answers: an inode for each process and kind, or null where it says no. */
function readingsOf(inodes: (pid: number, kind: NamespaceKind) => number | null): HostReading[] {
  return namespaceReads(members).map(({ path }) => {
    const [, , pid, , kind] = path.split('/');
    const inode = inodes(Number(pid), kind as NamespaceKind);
    return inode === null
      ? { ok: false, errno: 'ENOENT' }
      : { ok: true, data: Buffer.from(`${kind}:[${inode}]`) };
  });
}

function reportOf(inodes: (pid: number, kind: NamespaceKind) => number | null) {
  return namespaceReport({ pod, members, absent: [], takenAt: 'now' }, readingsOf(inodes));
}

describe('namespaceReport', () => {
  it('reads every namespace of the host’s init and kthreadd, and of each member', () => {
    const reads = namespaceReads(members);
    assert.equal(reads.length, 5 * namespaceKinds.length);
    assert.deepEqual(reads[0], { kind: 'link', path: '/proc/1/ns/net' });
    assert.deepEqual(reads.at(-1), { kind: 'link', path: '/proc/102/ns/time' });
  });

  it('knows the host’s namespaces by kthreadd where init lets nobody look', () => {
    const report = reportOf((pid) => (pid === 1 ? null : pid === 2 || pid === 101 ? 2 : pid));
    assert.deepEqual(
      report.members.map(({ namespaces }) => namespaces.user.sharing),
      ['private', 'host', 'private'],
    );
  });

  const classes: [string, (pid: number) => number, string[], string[][]][] = [
    [
      'all in one',
      () => 7,
      ['pod', 'pod', 'pod'],
      [
        ['a', 'b'],
        ['POD', 'b'],
        ['POD', 'a'],
      ],
    ],
    ['each in its own', (pid) => pid, ['private', 'private', 'private'], [[], [], []]],
    ['two of three', (pid) => (pid === 102 ? 8 : 7), ['some', 'some', 'private'], [['a'], ['POD'], []]],
    ['one in the host’s', (pid) => (pid === 101 ? 1 : 7), ['some', 'host', 'some'], [['b'], [], ['POD']]],
    [
      'all in the host’s',
      () => 1,
      ['host', 'host', 'host'],
      [
        ['a', 'b'],
        ['POD', 'b'],
        ['POD', 'a'],
      ],
    ],
  ];
  for (const [what, inodeOf, sharing, sharedWith] of classes) {
    it(`${what}: ${sharing.join(', ')}`, () => {
      const report = reportOf((pid, kind) => (pid === 1 ? 1 : kind === 'net' ? inodeOf(pid) : pid));
      const cells = report.members.map(({ namespaces }) => namespaces.net);
      assert.deepEqual(
        cells.map((cell) => cell.sharing),
        sharing,
      );
      assert.deepEqual(
        cells.map((cell) => cell.sharedWith),
        sharedWith,
      );
      assert.deepEqual(
        cells.map(({ inode }) => inode),
        [100, 101, 102].map(inodeOf),
      );
    });
  }

  it('leaves out a member whose process ended meanwhile, and counts sharing without it', () => {
    const report = reportOf((pid) => (pid === 102 ? null : pid === 1 ? 1 : 7));
    assert.deepEqual(
      report.members.map(({ name }) => name),
      ['POD', 'a'],
    );
    assert.deepEqual(report.absent, [{ name: 'b', reason: 'Terminated' }]);
    assert.equal(report.members[0]?.namespaces.ipc.sharing, 'pod');
  });

  it('knows of no sharing where the kernel has no such namespace', () => {
    const report = reportOf((pid, kind) => (kind === 'time' ? null : pid === 1 ? 1 : 7));
    assert.deepEqual(report.members[0]?.namespaces.time, { inode: null, sharing: 'private', sharedWith: [] });
  });

  it('tells a process that is gone from one that nobody may look at', () => {
    const refused = readingsOf((pid) => (pid >= 101 ? null : pid)).map((reading, index) =>
      !reading.ok && index >= 4 * namespaceKinds.length ? { ...reading, errno: 'EACCES' } : reading,
    );
    const report = namespaceReport({ pod, members, absent: [], takenAt: 'now' }, refused);
    assert.deepEqual(report.absent, [
      { name: 'a', reason: 'Terminated' },
      { name: 'b', reason: 'Unreadable' },
    ]);
  });

  it('takes a member alone for private, and nothing for no members', () => {
    const one = members.slice(0, 1);
    const readings = readingsOf((pid) => pid).slice(0, 3 * namespaceKinds.length);
    const report = namespaceReport({ pod, members: one, absent: [], takenAt: 'now' }, readings);
    assert.equal(report.members[0]?.namespaces.net.sharing, 'private');
    const absent = [{ name: 'POD', reason: 'Terminated' }];
    assert.deepEqual(namespaceReport({ pod, members: [], absent, takenAt: 'now' }, []), {
      pod,
      takenAt: 'now',
      members: [],
      absent,
    });
  });
});
