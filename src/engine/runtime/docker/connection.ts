import type Docker from 'dockerode';
import { EngineError } from '../../model/engineError';
import type { ConnectionState, RuntimeEvent } from '../podRuntime';
import { createClient } from './client';
import { type DockerEndpoint, resolveEndpoint } from './endpoint';
import { detailOf, toEngineError } from './errors';
import { followEvents, openEvents } from './events';
import { daemonFacts } from './version';

/** Between two tries to reach a daemon that is not there: soon at first, then every two seconds. */
const firstDelayMs = 250;
const maxDelayMs = 2000;

/** A daemon that takes the connection and says nothing for this long is not there. */
const answerMs = 10_000;

/**
 * The one way to Docker: keeps a client and the event stream, and finds its way back by itself. The endpoint is
 * looked up anew at each try, so that a change of context is followed.
 */
export class DockerConnection {
  #state: ConnectionState = { status: 'connecting' };
  #client: Docker | undefined;
  #disposed = false;
  #wake: () => void = () => undefined;
  #closeEvents: () => void = () => undefined;
  /** Ends the wait for a daemon that takes the connection and says nothing. */
  #giveUp: () => void = () => undefined;
  readonly #env: NodeJS.ProcessEnv;
  readonly #emit: (event: RuntimeEvent) => void;
  readonly #log: (message: string) => void;

  constructor(
    env: NodeJS.ProcessEnv,
    emit: (event: RuntimeEvent) => void,
    log: (message: string) => void = () => undefined,
  ) {
    this.#env = env;
    this.#emit = emit;
    this.#log = log;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The client of the present connection; throws EngineError `docker-unreachable` where there is none. */
  get client(): Docker {
    if (this.#client) return this.#client;
    const endpoint = this.#state.status === 'unreachable' ? this.#state.endpoint : '';
    throw new EngineError('docker-unreachable', { endpoint });
  }

  /** Runs until disposed. */
  async run(): Promise<void> {
    for (let delay = firstDelayMs; !this.#disposed; delay = Math.min(delay * 2, maxDelayMs)) {
      const reached = await this.#session();
      if (reached) delay = firstDelayMs;
      if (!this.#disposed) await this.#pause(delay);
    }
  }

  /** Tries again at once. */
  retry(): void {
    this.#giveUp();
    this.#wake();
  }

  dispose(): void {
    this.#disposed = true;
    this.#closeEvents();
    this.#giveUp();
    this.#wake();
  }

  /** From the first look to the end of the event stream; says whether the daemon was reached. */
  async #session(): Promise<boolean> {
    let endpoint: DockerEndpoint | undefined;
    let reached = false;
    try {
      endpoint = resolveEndpoint(this.#env);
      const client = createClient(endpoint);
      const opening = openEvents(client);
      this.#closeEvents = () => void opening.then((stream) => stream.destroy()).catch(() => undefined);
      const [events, facts] = await this.#answered(Promise.all([opening, daemonFacts(client)]), endpoint.url);
      if (this.#disposed) return false;
      this.#client = client;
      reached = true;
      this.#become({ status: 'connected', endpoint: endpoint.url, facts });
      await followEvents(events, this.#emit, (time) => this.#heard(time));
      this.#lost(endpoint.url, new EngineError('docker-unreachable', { endpoint: endpoint.url }));
    } catch (error) {
      if (!this.#disposed) this.#log(`docker: ${detailOf(error)}`);
      const url = endpoint?.url ?? this.#env.DOCKER_HOST ?? '';
      this.#lost(url, toEngineError(error, { endpoint: url }));
    } finally {
      this.#closeEvents();
    }
    return reached;
  }

  /** What was asked, or `docker-unreachable` where no answer comes in time or somebody wants another try. */
  async #answered<T>(asked: Promise<T>, endpoint: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const givenUp = new Promise<never>((_, reject) => {
      this.#giveUp = () => reject(new EngineError('docker-unreachable', { endpoint, detail: 'no answer' }));
      timer = setTimeout(this.#giveUp, answerMs);
    });
    try {
      return await Promise.race([asked, givenUp]);
    } finally {
      clearTimeout(timer);
      this.#giveUp = () => undefined;
      asked.catch(() => undefined);
    }
  }

  #lost(endpoint: string, { code, args }: EngineError): void {
    this.#client = undefined;
    if (!this.#disposed) this.#become({ status: 'unreachable', endpoint, code, args: { ...args, endpoint } });
  }

  /**
   * What Docker has told has been: where that is later than its time as we know it, its clock was set since we asked
   * (a virtual machine's that had slept). What ends then would else have ended in the future, and wait until then.
   */
  #heard(time: number): void {
    if (this.#state.status !== 'connected') return;
    const { facts } = this.#state;
    const aheadMs = time - Date.now();
    if (aheadMs > (facts.clockOffsetMs ?? 0))
      this.#state = { ...this.#state, facts: { ...facts, clockOffsetMs: aheadMs } };
  }

  #become(state: ConnectionState): void {
    const same = JSON.stringify(state) === JSON.stringify(this.#state);
    this.#state = state;
    if (!same) this.#emit({ type: 'connection', state });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
