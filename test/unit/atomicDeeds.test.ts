import assert from 'node:assert/strict';
import type { PayloadFile } from '../../src/engine/plan/volumePayload';
import type { FileDeed } from '../../src/engine/runtime/podRuntime';
import { atomicDeeds, type Present } from '../../src/engine/supervise/atomicDeeds';

const file = (path: string, text: string, mode = 0o644): PayloadFile => ({
  path,
  mode,
  data: Buffer.from(text),
});

/** Each deed in a line; the digits of the directory's name are left out. */
function told(files: PayloadFile[], present: Present = { names: [] }): string[] {
  return atomicDeeds('/v/0', files, present).map((deed) => line(deed).replace(/\d{18}/g, '#'));
}

function line(deed: FileDeed): string {
  if (deed.kind === 'write') return `write ${deed.path} ${deed.data}`;
  if (deed.kind === 'symlink') return `symlink ${deed.path} ${deed.target}`;
  return deed.kind === 'rename'
    ? `rename ${deed.path} ${deed.to}`
    : `${deed.kind} ${'path' in deed ? deed.path : ''}`;
}

const directory = '/v/0/..#';
const switched = ['symlink /v/0/..data_tmp ..#', 'rename /v/0/..data_tmp /v/0/..data'];

describe('deeds that change a volume as a whole', () => {
  it('write all files before ..data leads to them, and links to them after it', () => {
    assert.deepEqual(told([file('a', '1'), file('b/c/d', '2'), file('b/e', '3')]), [
      ...[`mkdir ${directory}`, `mkdir ${directory}/b/c`, `mkdir ${directory}/b`],
      ...[`write ${directory}/a 1`, `write ${directory}/b/c/d 2`, `write ${directory}/b/e 3`],
      ...switched,
      ...['symlink /v/0/a ..data/a', 'symlink /v/0/b ..data/b'],
    ]);
  });

  it('are none where the files stand', () => {
    const files = [file('a', '1'), file('b', '2')];
    const [made] = atomicDeeds('/v/0', files, { names: [] });
    const data = made?.kind === 'mkdir' ? made.path.slice('/v/0/'.length) : '';
    const present = { names: ['..data', data, 'a', 'b'], data };
    assert.deepEqual(told([...files].reverse(), present), []);
    for (const other of [
      [file('a', '1'), file('b', '3')],
      [file('a', '1'), file('b', '2', 0o600)],
      [file('a', '1')],
      [file('a', '1b'), file('', '2')],
      [file('a', '1'), { ...file('b', '2'), owner: 5 }],
    ]) {
      assert.notDeepEqual(told(other, present), []);
    }
  });

  it('finish what a crash has cut off after ..data was replaced', () => {
    const files = [file('a', '1'), file('b', '2')];
    const [made] = atomicDeeds('/v/0', files, { names: [] });
    const data = made?.kind === 'mkdir' ? made.path.slice('/v/0/'.length) : '';
    assert.deepEqual(told(files, { names: ['..data', data, '..1', 'a', 'gone'], data }), [
      'symlink /v/0/b ..data/b',
      ...['remove /v/0/..1', 'remove /v/0/gone'],
    ]);
  });

  it('let go of what is stale: the old directory, one left half-written, links to nothing', () => {
    const names = ['..1', '..2', '..data', 'a', 'gone'];
    const data = '..1';
    assert.deepEqual(told([file('a', '1'), file('new', '2')], { names, data }), [
      ...[`mkdir ${directory}`, `write ${directory}/a 1`, `write ${directory}/new 2`],
      ...switched,
      'symlink /v/0/new ..data/new',
      ...['remove /v/0/..1', 'remove /v/0/..2', 'remove /v/0/gone'],
    ]);
  });

  it('make an empty volume, too', () => {
    assert.deepEqual(told([]), [`mkdir ${directory}`, ...switched]);
  });
});
