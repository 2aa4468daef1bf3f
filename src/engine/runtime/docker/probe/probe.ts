import type Docker from 'dockerode';
import type { HostRead, HostReading } from '../../podRuntime';
import { attachWire } from '../dialler/attach';
import { createProbeClient, type ProbeClient } from './probeClient';
import { type ProbeOptions, removeProbe, startProbe } from './probeContainer';

/** Reads files of Docker's host through one probe container, which is there only while somebody reads. */
export interface Probe {
  /**
   * All in one round trip, in the order asked; a directory's names each end with a zero byte. Starts the probe where
   * none runs (0.2 s), attaches again after a drop. Rejects with dockerode's error, or one with the `code` ETIMEDOUT.
   */
  readHost(docker: Docker, image: string, requests: HostRead[]): Promise<HostReading[]>;
  /** Lets go of it; it leaves by itself after a while, or serves the other windows. */
  release(): void;
  /** Ends and removes it. Other windows start it anew when they need it. */
  close(): Promise<void>;
}

/** A probe that is started by the first reading. */
export function createProbe(options: ProbeOptions = {}): Probe {
  let current: { docker: Docker; image: string; client: Promise<ProbeClient> } | undefined;

  const attach = (docker: Docker, image: string): Promise<ProbeClient> => {
    if (current?.docker === docker && current.image === image) return current.client;
    release();
    const mine = {
      docker,
      image,
      client: startProbe(docker, image, options).then(async (id) =>
        createProbeClient(await attachWire(docker, id), forget),
      ),
    };
    const forget = () => {
      if (current === mine) current = undefined;
    };
    mine.client.catch(forget);
    current = mine;
    return mine.client;
  };

  const release = () => {
    const client = current?.client;
    current = undefined;
    void client?.then((it) => it.close()).catch(() => undefined);
  };

  return {
    readHost: async (docker, image, requests) => {
      try {
        return await (await attach(docker, image)).read(requests);
      } catch (error) {
        // It left, or the connection broke, just now: once more with a new one.
        if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
        return (await attach(docker, image)).read(requests);
      }
    },
    release,
    close: async () => {
      const last = current;
      release();
      if (last) await removeProbe(last.docker, last.image);
    },
  };
}
