import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import images from '../../../media/sandbox.json';

export type Architecture = keyof typeof images;

export interface Programs {
  /** Command and first arguments that run the program here. */
  pause: string[];
  probe: string[];
  dispose(): void;
}

/** The programs of the embedded image as this machine can run them, or why it cannot. */
export function unpackPrograms(architecture: Architecture): Programs | string {
  const native = architecture === (process.arch === 'x64' ? 'amd64' : process.arch);
  const emulator = { amd64: 'qemu-x86_64-static', arm64: 'qemu-aarch64-static' }[architecture];
  if (process.platform !== 'linux') return `Linux programs do not run on ${process.platform}`;
  if (!native && spawnSync(emulator, ['--version']).error) return `${emulator} is not installed`;
  const archive = untar(readFileSync(join('media', images[architecture].file)));
  const layer = untar([...archive].find(([name]) => name.endsWith('/layer.tar'))?.[1] ?? Buffer.alloc(0));
  const directory = mkdtempSync(join(tmpdir(), 'docker-pods-programs-'));
  const unpack = (name: string) => {
    const file = join(directory, name);
    writeFileSync(file, layer.get(name) ?? '');
    chmodSync(file, 0o755);
    return native ? [file] : [emulator, file];
  };
  return {
    pause: unpack('pause'),
    probe: unpack('probe'),
    dispose: () => rmSync(directory, { recursive: true, force: true }),
  };
}

export function untar(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const text = (from: number, to: number) =>
      archive.toString('latin1', at + from, at + to).replace(/\0.*/s, '');
    const size = Number.parseInt(text(124, 136), 8);
    files.set(text(0, 100), archive.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
