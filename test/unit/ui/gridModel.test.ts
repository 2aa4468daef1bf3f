import assert from 'node:assert/strict';
import { gridModel } from '../../../src/webview/inspector/gridModel';
import type { InspectorStrings } from '../../../src/webview/protocol';
import { namespaceReport } from './fakeEngine';

const kinds = ['net', 'ipc', 'uts', 'pid', 'mnt', 'user', 'cgroup', 'time'] as const;
const sharing = (cell: string) => ({ cell, name: cell, about: '' });
const strings = {
  sandbox: 'sandbox',
  pid: 'pid {0}',
  noSuchNamespace: 'none here',
  sandboxNote: 'about it',
  utsNote: 'about uts',
  sharing: {
    pod: sharing('whole pod'),
    some: sharing('with {0}'),
    private: sharing('private'),
    host: sharing('host'),
  },
  kinds: Object.fromEntries(kinds.map((kind) => [kind, { name: kind, about: '' }])),
} as unknown as InspectorStrings;

describe('gridModel', () => {
  it('has a column for each kind and a row for each member, the sandbox first', () => {
    const { columns, rows } = gridModel(namespaceReport(['nginx', 'writer']), strings);
    assert.deepEqual(
      columns.map(({ kind }) => kind),
      kinds,
    );
    assert.deepEqual(
      rows.map(({ name, about }) => [name, about]),
      [
        ['sandbox', 'pid 1000'],
        ['nginx', 'pid 1001'],
        ['writer', 'pid 1002'],
      ],
    );
  });

  it('joins the cells of one namespace and no others', () => {
    const { rows } = gridModel(namespaceReport(['a', 'b']), strings);
    const joins = rows.map(({ cells: [net, , uts] }) =>
      [net, uts].map((cell) => [cell?.joinsAbove, cell?.joinsBelow]),
    );
    assert.deepEqual(joins, [
      [
        [false, true],
        [false, false],
      ],
      [
        [true, true],
        [false, false],
      ],
      [
        [true, false],
        [false, false],
      ],
    ]);
  });

  it('says in words who shares a namespace', () => {
    const report = namespaceReport(['a', 'b']);
    const [, first] = report.members;
    assert.ok(first);
    first.namespaces.ipc = { inode: 7, sharing: 'some', sharedWith: ['POD', 'b<i>'] };
    first.namespaces.time = { inode: null, sharing: 'private', sharedWith: [] };
    const texts = gridModel(report, strings).rows[1]?.cells.map(({ sharingText }) => sharingText);
    assert.deepEqual(texts, [
      'whole pod',
      'with sandbox, b<i>',
      ...['private', 'private', 'private', 'host', 'private', 'none here'],
    ]);
  });

  it('explains the hostname only where the namespaces of it differ', () => {
    assert.deepEqual(gridModel(namespaceReport(['a']), strings).notes, ['about it', 'about uts']);
    assert.deepEqual(gridModel(namespaceReport(['a'], ['net', 'uts']), strings).notes, ['about it']);
  });

  it('shows what a name is made of', () => {
    const report = namespaceReport(['x\u202ey\u0000']);
    report.absent = [{ name: 'gone', reason: 'Completed\n' }];
    const model = gridModel(report, strings);
    assert.equal(model.rows[1]?.name, 'x\\u{202e}y\\u{0}');
    assert.deepEqual(model.absent, [{ name: 'gone', reason: 'Completed\\u{a}' }]);
  });
});
