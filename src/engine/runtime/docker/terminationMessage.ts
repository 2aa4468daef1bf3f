import type Docker from 'dockerode';
import { labels } from '../../plan/names';
import { archivedFile } from './archivedFile';
import { containerLogs } from './containerLogs';

/** What of a file Kubernetes keeps, in bytes from its end. */
const maxMessageBytes = 4096;
/** What is read to find that end. */
const maxReadBytes = 2 ** 20;
/** What of a log stands for a message, whichever is less. */
const maxLogBytes = 2048;
const maxLogLines = 80;

/** The last words of containers that have ended, each read once. */
export interface TerminationMessages {
  /** Reads it where that was not done before; undefined where there is none, or the container has not ended. */
  read(docker: Docker, inspect: Docker.ContainerInspectInfo): Promise<string | undefined>;
  /** What has been read before. */
  known(id: string): Promise<string | undefined>;
  /** The container is gone, or somebody has started it again. */
  forget(id: string): void;
}

export function createTerminationMessages(): TerminationMessages {
  const readings = new Map<string, Promise<string | undefined>>();
  return {
    read: async (docker, inspect) => {
      const { Id: id, State: state } = inspect;
      if (state.Running || state.Paused || state.StartedAt.startsWith('0001')) return undefined;
      const reading = readings.get(id) ?? messageOf(docker, inspect);
      readings.set(id, reading);
      try {
        return await reading;
      } catch {
        // It is just being removed, or Docker is not there: another look will tell.
        if (readings.get(id) === reading) readings.delete(id);
        return undefined;
      }
    },
    known: async (id) => readings.get(id)?.catch(() => undefined),
    forget: (id) => void readings.delete(id),
  };
}

/**
 * The end of the file at its terminationMessagePath; by the policy FallbackToLogsOnError, and only after a failure, of
 * its log where that is empty. https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/
 */
async function messageOf(
  docker: Docker,
  { Id, Config, State }: Docker.ContainerInspectInfo,
): Promise<string | undefined> {
  const path = Config.Labels[labels.terminationMessagePath];
  const written = path && (await archivedFile(docker.getContainer(Id), path, maxReadBytes));
  if (written && written.length > 0) return endOf(written, maxMessageBytes);
  const policy = Config.Labels[labels.terminationMessagePolicy];
  if (policy !== 'FallbackToLogsOnError' || State.ExitCode === 0) return undefined;
  let log = '';
  for await (const line of containerLogs(docker, Id, { follow: false, tail: maxLogLines })) {
    log += line.unfinished ? line.text : `${line.text}\n`;
  }
  return endOf(Buffer.from(log), maxLogBytes) || undefined;
}

/** The last bytes as text; a character that is cut in two is left out. */
function endOf(bytes: Buffer, max: number): string {
  let from = Math.max(0, bytes.length - max);
  while (from > 0 && ((bytes[from] ?? 0) & 0xc0) === 0x80) from++;
  return bytes.toString('utf8', from);
}
