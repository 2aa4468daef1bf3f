import type Docker from 'dockerode';
import { isNotFound } from './errors';

const block = 512;
const maxLinks = 8;

/**
 * Content of a file in a container, running or not, symbolic links followed; undefined where there is none. At most
 * `maxBytes` of it. Rejects with dockerode's error.
 */
export async function archivedFile(
  container: Docker.Container,
  path: string,
  maxBytes: number,
): Promise<Buffer | undefined> {
  let at = path;
  for (let links = 0; links < maxLinks; links++) {
    const entry = fileIn(await archiveOf(container, at, maxBytes));
    if (!entry || 'content' in entry) return entry?.content.subarray(0, maxBytes);
    at = new URL(entry.link, `file://${at}`).pathname;
  }
  return undefined;
}

/** As much of Docker's tar archive of the path as the file's header and `maxBytes` can take. */
async function archiveOf(container: Docker.Container, path: string, maxBytes: number): Promise<Buffer> {
  try {
    const stream = await container.getArchive({ path });
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      // Extended headers before the file's own are short.
      if (length > maxBytes + 16 * block) break;
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (isNotFound(error)) return Buffer.alloc(0);
    throw error;
  }
}

/** The first file or link of a tar archive; its extended headers are passed over. */
function fileIn(archive: Buffer): { content: Buffer } | { link: string } | undefined {
  for (let at = 0; at + block <= archive.length; ) {
    const text = (from: number, to: number) =>
      archive.toString('utf8', at + from, at + to).replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 136), 8) || 0;
    const type = text(156, 157);
    if (type === '0' || type === '') return { content: archive.subarray(at + block, at + block + size) };
    if (type === '2') return { link: text(157, 257) };
    if (type === '5') return undefined;
    at += block + Math.ceil(size / block) * block;
  }
  return undefined;
}
