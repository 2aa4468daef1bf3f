import type { Readable } from 'node:stream';
import type Docker from 'dockerode';

/** One of Docker's events about a container, and when (performance.now()) it came here. */
export interface Seen {
  action: string;
  id: string;
  /** Its labels and more, as Docker gives them. */
  attributes: Record<string, string>;
  at: number;
}

/** Looks on while something is measured: what Docker tells of containers with a label. */
export class DockerWatch {
  readonly #stream: Readable;
  readonly #seen: Seen[] = [];
  readonly #listeners = new Set<() => void>();

  private constructor(stream: Readable) {
    this.#stream = stream;
    let rest = '';
    stream.on('data', (chunk: Buffer) => {
      const at = performance.now();
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines.filter(Boolean)) {
        const { Action: action, Actor } = JSON.parse(line) as {
          Action: string;
          Actor: { ID: string; Attributes: Record<string, string> };
        };
        this.#seen.push({ action, id: Actor.ID, attributes: Actor.Attributes, at });
      }
      for (const listener of [...this.#listeners]) listener();
    });
  }

  static async open(docker: Docker, label: string): Promise<DockerWatch> {
    const filters = JSON.stringify({ type: ['container'], label: [label] });
    return new DockerWatch((await docker.getEvents({ filters })) as unknown as Readable);
  }

  /** Forgets what was seen so far. */
  begin(): void {
    this.#seen.length = 0;
  }

  /** The `count`th event since `begin` that fulfils the condition; rejects after half a minute. */
  next(condition: (seen: Seen) => boolean, count = 1): Promise<Seen> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.#seen.filter(condition)[count - 1];
        if (found) done(() => resolve(found));
      };
      const timer = setTimeout(() => done(() => reject(new Error('it was not seen in 30 s'))), 30_000);
      const done = (end: () => void) => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        end();
      };
      this.#listeners.add(look);
      look();
    });
  }

  close(): void {
    this.#stream.destroy();
  }
}
