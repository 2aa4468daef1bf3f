import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import type { FileDeed, FileResult } from '../../podRuntime';
import { attachWire } from './attach';
import { createDialler, type Dialler, type DialOptions } from './dialler';

/** One attachment per sandbox, shared by all who dial there, made when first needed and made again after a drop. */
export interface Diallers {
  /** As `Dialler.connect`; rejects with dockerode's error where the sandbox cannot be attached to. */
  connect(docker: Docker, sandboxId: string, port: number, options?: DialOptions): Promise<Duplex>;
  /** As `Dialler.files`; where the wire breaks, the whole list is sent once more over another. */
  files(docker: Docker, sandboxId: string, deeds: readonly FileDeed[]): Promise<FileResult[]>;
  /** Ends the connections of one sandbox. */
  close(sandboxId: string): void;
  dispose(): void;
}

/** An attachment nobody dials over is given back after a while: attaching again takes 2 ms. */
const idleMs = 30_000;

interface Entry {
  dialler: Promise<Dialler>;
  /** Calls that wait for an answer. */
  calls: number;
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
      calls: 0,
    };
    entry.dialler.catch(forget);
    entries.set(sandboxId, entry);
    return entry;
  };

  const closeWhenIdle = async (entry: Entry) => {
    const dialler = await entry.dialler.catch(() => undefined);
    if (!dialler || dialler.closed || entry.calls > 0) return;
    clearTimeout(entry.idle);
    entry.idle = setTimeout(() => {
      if (dialler.streams === 0 && entry.calls === 0) dialler.close();
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

  const withDialler = async <T>(
    docker: Docker,
    sandboxId: string,
    call: (dialler: Dialler) => Promise<T>,
  ): Promise<T> => {
    const entry = entries.get(sandboxId) ?? attach(docker, sandboxId);
    entry.calls++;
    try {
      return await call(await entry.dialler);
    } finally {
      entry.calls--;
      void closeWhenIdle(entry);
    }
  };

  return {
    connect: (docker, sandboxId, port, options) =>
      withDialler(docker, sandboxId, (dialler) => dialler.connect(port, options)),
    files: async (docker, sandboxId, deeds) => {
      const call = () => withDialler(docker, sandboxId, (dialler) => dialler.files(deeds));
      try {
        return await call();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
        return call();
      }
    },
    close,
    dispose: () => {
      for (const sandboxId of [...entries.keys()]) close(sandboxId);
    },
  };
}
