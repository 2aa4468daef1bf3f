/** Bytes to and from a program in a container, over Docker's attach. */
export interface Wire {
  send(bytes: Buffer): void;
  /** Whom the bytes of its stdout go to; one listener. */
  onData(listener: (bytes: Buffer) => void): void;
  /** Called once, when nothing can be sent or will come any more; one listener. */
  onClose(listener: (error?: Error) => void): void;
  close(): void;
}

const headerLength = 8;
const stdout = 1;
const stderr = 2;

/**
 * Takes apart what Docker sends for a container without a TTY: `stream, 0, 0, 0, big-endian length, bytes`, again and
 * again (API reference, "Attach to a container"). Bytes are passed on as they come, not frame by frame.
 */
export function createDemultiplexer(
  onStdout: (bytes: Buffer) => void,
  onStderr: (bytes: Buffer) => void = () => undefined,
): (chunk: Buffer) => void {
  let header: Buffer = Buffer.alloc(0);
  let stream = 0;
  let left = 0;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        const taken = chunk.subarray(at, at + headerLength - header.length);
        header = Buffer.concat([header, taken]);
        at += taken.length;
        if (header.length < headerLength) return;
        stream = header.readUInt8(0);
        left = header.readUInt32BE(4);
        header = Buffer.alloc(0);
        continue;
      }
      const bytes = chunk.subarray(at, at + left);
      at += bytes.length;
      left -= bytes.length;
      if (stream === stdout) onStdout(bytes);
      if (stream === stderr) onStderr(bytes);
    }
  };
}
