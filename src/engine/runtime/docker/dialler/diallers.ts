import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { attachWire } from './attach';
import { createDialler, type Dialler, type DialOptions } from './dialler';

/** One attachment per sandbox, shared by all who dial there, made when first needed and made again after a drop. */
export interface Diallers {
  /** As `Dialler.connect`; rejects with dockerode's error where the sandbox cannot be attached to. */
  connect(docker: Docker, sandboxId: string, port: number, options?: DialOptions): Promise<Duplex>;
  /** Ends the connections of one sandbox. */
  close(sandboxId: string): void;
  dispose(): void;
}

/** An attachment nobody dials over is given back after a while: attaching again takes 2 ms. */
const idleMs = 30_000;

interface Entry {
  dialler: Promise<Dialler>;
  connecting: number;
  idle?: NodeJS.Timeout;
}

export function createDiallers(): Diallers {
  const entries = new Map<string, Entry>();

  const attach = (docker: Docker, sandboxId: string): Entry => {
    const forget = () => {
      if (entries.get(sandboxId) !== entry) return;
      clearTimeout(entry.idle);
      entries.delete(sandboxId);
    };
    const entry: Entry = {
      dialler: attachWire(docker, sandboxId).then((wire) => createDialler(wire, forget)),
      connecting: 0,
    };
    entry.dialler.catch(forget);
    entries.set(sandboxId, entry);
    return entry;
  };

  const closeWhenIdle = async (entry: Entry) => {
    const dialler = await entry.dialler.catch(() => undefined);
    if (!dialler || dialler.closed || entry.connecting > 0) return;
    clearTimeout(entry.idle);
    entry.idle = setTimeout(() => {
      if (dialler.streams === 0 && entry.connecting === 0) dialler.close();
      else void closeWhenIdle(entry);
    }, idleMs);
    entry.idle.unref();
  };

  const close = (sandboxId: string) => {
    void entries
      .get(sandboxId)
      ?.dialler.then((dialler) => dialler.close())
      .catch(() => undefined);
  };

  return {
    connect: async (docker, sandboxId, port, options) => {
      const entry = entries.get(sandboxId) ?? attach(docker, sandboxId);
      entry.connecting++;
      try {
        return await (await entry.dialler).connect(port, options);
      } finally {
        entry.connecting--;
        void closeWhenIdle(entry);
      }
    },
    close,
    dispose: () => {
      for (const sandboxId of [...entries.keys()]) close(sandboxId);
    },
  };
}
