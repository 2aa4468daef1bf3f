import { createHash } from 'node:crypto';
import { dirname } from 'node:path/posix';
import type { PayloadFile } from '../plan/volumePayload';
import type { FileDeed } from '../runtime/podRuntime';

/** What stands in a volume of files: the names in its root, and what its `..data` leads to. */
export interface Present {
  names: readonly string[];
  /** Name of the directory; absent where nothing has been written. */
  data?: string;
}

const link = '..data';
const directoryMode = 0o755;

/**
 * What is to be done so that a volume's root has these files, as the kubelet's atomic writer lays them out: in a
 * directory of their own, to which `..data` leads, with a link for each name in the root. All change at once, when
 * `..data` is replaced. Nothing of that where they stand already: a directory's name tells what is in it, and the links
 * that a crash has left out are made. Pure.
 * Source: https://github.com/kubernetes/kubernetes/blob/master/pkg/volume/util/atomic_writer.go
 */
export function atomicDeeds(root: string, files: readonly PayloadFile[], present: Present): FileDeed[] {
  // Two windows that write the same at one moment write the same directory.
  const directory = `..${digestOf(files)}`;
  const shown = [...new Set(files.map(({ path }) => path.split('/')[0] ?? ''))];
  const stale = present.names.filter((name) =>
    name.startsWith('..') ? name !== link && name !== directory : !shown.includes(name),
  );
  const replaced: FileDeed[] = [
    ...written(`${root}/${directory}`, files),
    { kind: 'symlink', path: `${root}/${link}_tmp`, target: directory },
    { kind: 'rename', path: `${root}/${link}_tmp`, to: `${root}/${link}` },
  ];
  return [
    ...(present.data === directory ? [] : replaced),
    ...shown
      .filter((name) => !present.names.includes(name))
      .map((name): FileDeed => ({ kind: 'symlink', path: `${root}/${name}`, target: `${link}/${name}` })),
    ...stale.map((name): FileDeed => ({ kind: 'remove', path: `${root}/${name}` })),
  ];
}

function written(directory: string, files: readonly PayloadFile[]): FileDeed[] {
  const made = new Set([directory]);
  for (const { path } of files) if (path.includes('/')) made.add(`${directory}/${dirname(path)}`);
  return [
    ...[...made].map((path): FileDeed => ({ kind: 'mkdir', path, mode: directoryMode })),
    ...files.map(({ path, ...file }): FileDeed => ({ kind: 'write', path: `${directory}/${path}`, ...file })),
  ];
}

/** Digits, as the kubelet's names have. */
function digestOf(files: readonly PayloadFile[]): string {
  const hash = createHash('sha256');
  for (const { path, mode, owner = '', data } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`${JSON.stringify([path, mode, owner, data.length])}\n`).update(data);
  }
  return (BigInt(`0x${hash.digest('hex')}`) % 10n ** 18n).toString().padStart(18, '0');
}
