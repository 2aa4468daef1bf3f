import { posix, win32 } from 'node:path';
import type Docker from 'dockerode';
import { EngineError } from '../../model/engineError';
import type { HostPathType } from '../../model/pod';
import { labels } from '../../plan/names';
import { isNotFound, toEngineError, unlessGone } from './errors';

/** A hostPath of the manifest. */
export interface HostPath {
  volume: string;
  path: string;
  type: HostPathType;
}

/** Bits of Go's FileMode, in which Docker tells of a file: https://pkg.go.dev/io/fs#FileMode */
const bit = { directory: 2 ** 31, device: 2 ** 26, pipe: 2 ** 25, socket: 2 ** 24, charDevice: 2 ** 21 };

/**
 * Sees to it that hostPaths are of their types and makes the files that may be made: of type FileOrCreate, of mode
 * 0644, in a directory that is there. Docker makes the directories itself. Docker tells of files through a container
 * that mounts them and is never started. Throws EngineError `host-path-missing`, `host-path-type`.
 */
export async function prepareHostPaths(
  docker: Docker,
  image: string,
  paths: readonly HostPath[],
): Promise<void> {
  const made = paths.filter(({ type }) => type === 'FileOrCreate');
  const directories = paths.filter(({ type }) => type === 'DirectoryOrCreate');
  const present = paths.filter(({ type }) => type !== '' && !type.endsWith('OrCreate'));
  await Promise.all([
    ...made.map((hostPath) => {
      const { dir, base } = (posix.isAbsolute(hostPath.path) ? posix : win32).parse(hostPath.path);
      return withMount(docker, image, hostPath, dir, async (container) => {
        const mode = (await fileStat(container, `${mounted}/${base}`))?.mode;
        if (mode === undefined) await container.putArchive(emptyFile(base), { path: mounted });
        else if (!isOfType(mode, 'File')) throw wrongType(hostPath);
      });
    }),
    ...present.map((hostPath) => checkType(docker, image, hostPath, hostPath.type)),
    ...directories.map((hostPath) =>
      checkType(docker, image, hostPath, 'Directory').catch((error: unknown) => {
        if (!(error instanceof EngineError) || error.code !== 'host-path-missing') throw error;
      }),
    ),
  ]);
}

function checkType(docker: Docker, image: string, hostPath: HostPath, type: HostPathType): Promise<void> {
  return withMount(docker, image, hostPath, hostPath.path, async (container) => {
    if (!isOfType((await fileStat(container, mounted))?.mode ?? 0, type)) throw wrongType(hostPath);
  });
}

/** Where `withMount` mounts. */
export const mounted = '/mounted';

/** Does it with a container that mounts a path of Docker's host and is never started. */
export async function withMount(
  docker: Docker,
  image: string,
  { volume, path }: Pick<HostPath, 'volume' | 'path'>,
  source: string,
  work: (container: Docker.Container) => Promise<void>,
): Promise<void> {
  try {
    const container = await docker.createContainer({
      Image: image,
      Labels: { [labels.managed]: 'true', [labels.component]: 'host-path' },
      NetworkDisabled: true,
      HostConfig: { Mounts: [{ Type: 'bind', Source: source, Target: mounted }] },
    });
    try {
      await work(container);
    } finally {
      await unlessGone(container.remove({ force: true }));
    }
  } catch (error) {
    const known = toEngineError(error, { volume });
    throw known.code === 'host-path-missing' ? new EngineError(known.code, { path, volume }, error) : known;
  }
}

export interface FileStat {
  /** Go's. */
  mode: number;
  /** Of a symbolic link where it leads in the end, as a path in the container; else empty. */
  linkTarget: string;
}

/** What the file in the container is, undefined where there is none. */
export async function fileStat(container: Docker.Container, path: string): Promise<FileStat | undefined> {
  try {
    const answer = (await container.infoArchive({ path })) as unknown as Answer;
    answer.resume();
    const header = String(answer.headers['x-docker-container-path-stat'] ?? '');
    return JSON.parse(Buffer.from(header, 'base64').toString()) as FileStat;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

type Answer = NodeJS.ReadableStream & { headers: Record<string, string | string[] | undefined> };

function isOfType(mode: number, type: HostPathType): boolean {
  const has = (bits: number) => Math.floor(mode / bits) % 2 === 1;
  switch (type) {
    case 'Directory':
      return has(bit.directory);
    case 'Socket':
      return has(bit.socket);
    case 'CharDevice':
      return has(bit.charDevice);
    case 'BlockDevice':
      return has(bit.device) && !has(bit.charDevice);
    default:
      return ![bit.directory, bit.device, bit.pipe, bit.socket].some(has);
  }
}

function wrongType({ volume, path, type }: HostPath): EngineError {
  return new EngineError('host-path-type', { path, volume, type });
}

/** A tar archive of one empty file of mode 0644, root's. */
function emptyFile(name: string): Buffer {
  const longest = 100;
  if (Buffer.byteLength(name) > longest)
    throw new EngineError('docker-failed', { detail: `${name}: ENAMETOOLONG` });
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  for (const at of [108, 116]) header.write('0000000\0', at);
  for (const at of [124, 136]) header.write('00000000000\0', at);
  header.write('        0', 148);
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, Buffer.alloc(1024)]);
}
