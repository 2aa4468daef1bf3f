import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { createDemultiplexer, type Wire } from './wire';

/**
 * Attaches to the stdin and stdout of a running container that has `OpenStdin` and no TTY. Others may be attached too:
 * all see all its output. Rejects with dockerode's error.
 */
export async function attachWire(docker: Docker, containerId: string): Promise<Wire> {
  const socket = (await docker.getContainer(containerId).attach({
    stream: true,
    stdin: true,
    stdout: true,
    stderr: false,
    hijack: true,
  })) as Duplex;
  // Listeners may come a moment after the bytes and the end.
  let onData: ((bytes: Buffer) => void) | undefined;
  let onClose: ((error?: Error) => void) | undefined;
  let ended: { error?: Error } | undefined;
  const end = (error?: Error) => {
    if (ended) return;
    ended = error ? { error } : {};
    socket.destroy();
    onClose?.(error);
  };
  socket.on('error', end);
  socket.on('end', () => end());
  socket.on('close', () => end());
  return {
    send: (bytes) => {
      if (!ended) socket.write(bytes);
    },
    onData: (listener) => {
      if (!onData)
        socket.on(
          'data',
          createDemultiplexer((bytes) => onData?.(bytes)),
        );
      onData = listener;
    },
    onClose: (listener) => {
      onClose = listener;
      if (ended) listener(ended.error);
    },
    close: () => end(),
  };
}
