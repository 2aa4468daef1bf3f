import type { FileDeed } from '../../podRuntime';
import { uint32 } from './dialledStream';
import { maxPayload } from './frames';

/** DO's words, as sandbox/files.c has them. */
const kinds: Record<FileDeed['kind'], number> = {
  mkdir: 1,
  write: 2,
  symlink: 3,
  rename: 4,
  remove: 5,
  list: 6,
  read: 7,
  subPath: 8,
  group: 9,
};
const flag = { lastPiece: 1, owned: 2, onMismatch: 4, make: 8 };
const sequenceLength = 4;
const headLength = 16;
const noOwner = 0;

/** A deed that only looks, and whose answer may take several frames. */
export type Look = FileDeed & { kind: 'list' | 'read' };

export function isLook(deed: FileDeed): deed is Look {
  return deed.kind === 'list' || deed.kind === 'read';
}

/**
 * The payloads of the DO frames that make up a deed, without their numbers: one, or as many as a file's content takes.
 * Undefined where its paths are longer than a frame.
 */
export function deedPayloads(deed: Exclude<FileDeed, Look>): Buffer[] | undefined {
  switch (deed.kind) {
    case 'mkdir':
      return single(deed);
    case 'write':
      return writePayloads(deed);
    case 'symlink':
      return single(deed, deed.target);
    case 'rename':
      return single(deed, deed.to);
    case 'remove':
      return single(deed);
    case 'subPath':
      return single({ kind: deed.kind, path: deed.root, flags: deed.make ? flag.make : 0 }, deed.path);
    case 'group':
      return single({
        ...deed,
        number: deed.gid,
        flags: deed.changePolicy === 'OnRootMismatch' ? flag.onMismatch : 0,
      });
  }
}

/** What asks for names from the `from`th on, or for content from that byte on. */
export function lookPayload(deed: Look, from: number): Buffer | undefined {
  const most = deed.kind === 'read' ? deed.maxBytes - from : 0;
  return single({ ...deed, mode: most, number: from })?.[0];
}

interface Head {
  kind: FileDeed['kind'];
  path: string;
  flags?: number;
  mode?: number;
  number?: number;
  owner?: number;
}

function single(head: Head, second = ''): Buffer[] | undefined {
  const payload = encode(head, Buffer.from(second));
  return payload.length > maxPayload - sequenceLength ? undefined : [payload];
}

function writePayloads(deed: FileDeed & { kind: 'write' }): Buffer[] | undefined {
  const room = maxPayload - sequenceLength - headLength - Buffer.byteLength(deed.path);
  if (room <= 0) return undefined;
  const payloads: Buffer[] = [];
  const { data, owner } = deed;
  for (let at = 0; at === 0 || at < data.length; at += room) {
    const isLast = at + room >= data.length;
    const flags = (isLast ? flag.lastPiece : 0) | (owner === undefined ? 0 : flag.owned);
    const head = { ...deed, flags, number: at, owner: owner ?? noOwner };
    payloads.push(encode(head, data.subarray(at, at + room)));
  }
  return payloads;
}

function encode(
  { kind, path, flags = 0, mode = 0, number = 0, owner = noOwner }: Head,
  rest: Buffer,
): Buffer {
  const name = Buffer.from(path);
  const head = Buffer.from([kinds[kind], flags, name.length & 255, (name.length >> 8) & 255]);
  return Buffer.concat([head, uint32(mode, number, owner), name, rest]);
}
