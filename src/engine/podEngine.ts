import { inspectPod } from './inspect/inspectPod';
import { EngineError, unreachable } from './model/engineError';
import type { Pod } from './model/pod';
import type { ObjectSource } from './model/podObject';
import { type PodKey, type PodSnapshot, podKeyString } from './model/podSnapshot';
import { type HttpAnswer, httpGetOver } from './net/httpOver';
import { describePod } from './observe/describePod';
import { sandboxOf } from './observe/observedPod';
import { planPod } from './plan/planPod';
import type { PodChange } from './plan/podChange';
import type { DaemonFacts, PlanContext, PodLimitsSource, PodPlan } from './plan/podPlan';
import type { LogsOptions, PodEngineApi, RunOptions, Unsubscribe } from './podEngineApi';
import { PodWorkers } from './podWorkers';
import type { ConnectionState, LogLine, PodRuntime } from './runtime/podRuntime';
import { type Clock, systemClock } from './supervise/clock';
import { dockerClock } from './supervise/dockerClock';
import { followLogs } from './supervise/followLogs';
import { previousLogs } from './supervise/previousLogs';
import { within } from './supervise/within';

export interface EngineSettings {
  /** OCI runtime, as `docker info` names it; absent: the daemon's default. */
  runtime?: string;
  /** Where hostPorts without a hostIP are published; absent: 127.0.0.1. */
  hostIP?: string;
  /** OCI runtime of each runtimeClassName. */
  runtimeClasses?: Record<string, string>;
  /** Unsafe sysctls that may be set: `net.*`. */
  allowedUnsafeSysctls?: string[];
  /** Where the limits of a pod as a whole come from; absent: `spec.resources` alone. */
  podLimits?: PodLimitsSource;
}

export interface PodEngineParts {
  runtime: PodRuntime;
  /** Read at each run, so that a changed setting holds from the next one on. */
  settings: () => EngineSettings;
  log: (message: string) => void;
  clock?: Clock;
  /** Where ConfigMaps and Secrets are found; absent: nowhere. */
  objects?: ObjectSource;
}

/** The facade over plan, workers and runtime: what every surface speaks to. */
export class PodEngine implements PodEngineApi {
  readonly #runtime: PodRuntime;
  readonly #settings: () => EngineSettings;
  readonly #clock: Clock;
  readonly #workers: PodWorkers;

  constructor({ runtime, settings, log, clock = systemClock, objects = nowhere }: PodEngineParts) {
    this.#runtime = runtime;
    this.#settings = settings;
    this.#clock = dockerClock(clock, runtime);
    this.#workers = new PodWorkers({
      runtime,
      clock: this.#clock,
      objects,
      log,
      plan: (pod, context) => planPod(pod, { ...context, facts: this.#facts() }),
    });
  }

  get connection(): ConnectionState {
    return this.#runtime.connection;
  }

  onDidChangeConnection(listener: (state: ConnectionState) => void): Unsubscribe {
    return this.#runtime.subscribe((event) => {
      if (event.type === 'connection') listener(event.state);
    });
  }

  reconnect(): void {
    this.#runtime.reconnect();
  }

  pods(): readonly PodSnapshot[] {
    return this.#workers.snapshots();
  }

  pod(key: PodKey): PodSnapshot | undefined {
    return this.#workers.snapshot(key);
  }

  onDidChangePods(listener: (keys: PodKey[]) => void): Unsubscribe {
    return this.#workers.onDidChange(listener);
  }

  async plan(pod: Pod, options: RunOptions = {}): Promise<PodPlan> {
    await this.#workers.listed();
    return this.#planPod(pod, contextOf(options));
  }

  async run(pod: Pod, options: RunOptions = {}): Promise<PodSnapshot> {
    const { signal, source, onProgress } = options;
    await this.#workers.listed();
    const change = await this.#changeTo(this.#planPod(pod, contextOf(options)));
    await this.#askToReplace(pod, change, options);
    const createdAt = this.#createdAt(pod, change);
    const plan = this.#planPod(pod, { ...contextOf(options), createdAt });
    this.#checkRuntime(plan);
    const worker = this.#workers.of(plan, source);
    await worker.run(plan, source, signal, ({ kind, subject, fraction }) =>
      onProgress?.({
        step: kind === 'pulling' ? 'pulling' : kind === 'removing' ? 'replacing' : 'starting',
        ...(subject === undefined ? {} : { subject }),
        ...(fraction === undefined ? {} : { fraction }),
      }),
    );
    return this.#workers.must(plan.key);
  }

  async changeOf(pod: Pod, options: RunOptions = {}): Promise<PodChange | undefined> {
    await this.#workers.listed();
    return this.#changeTo(this.#planPod(pod, contextOf(options)));
  }

  async stop(key: PodKey): Promise<void> {
    await (await this.#worker(key)).stop();
  }

  async restart(key: PodKey, signal?: AbortSignal): Promise<PodSnapshot> {
    await (await this.#worker(key)).restart(signal);
    return this.#workers.must(key);
  }

  objectsChanged(): void {
    this.#workers.objectsChanged();
  }

  async remove(key: PodKey): Promise<void> {
    await this.#workers.listed();
    // Gone is what was asked for.
    await this.#workers.get(key)?.remove();
  }

  logs(key: PodKey, containerName: string, options: LogsOptions = {}): AsyncIterable<LogLine> {
    if (options.previous) return this.#previousLogs(key, containerName, options);
    const source = {
      runtime: this.#runtime,
      observed: () => this.#workers.observed(key),
      nextChange: (changed: PodKey, signal?: AbortSignal) => this.#workers.nextChange(changed, signal),
    };
    return followLogs(source, key, containerName, { follow: false, ...options });
  }

  async events(key: PodKey) {
    return (await this.#worker(key)).events();
  }

  async describe(key: PodKey) {
    const events = await this.events(key);
    const { connection } = this.#runtime;
    const isConnected = connection.status === 'connected';
    return describePod(this.#workers.must(key), events, {
      now: this.#clock.now(),
      ...(isConnected ? { endpoint: connection.endpoint, nodeName: connection.facts.nodeName } : {}),
    });
  }

  async inspect(key: PodKey) {
    await this.#workers.listed();
    return inspectPod(this.#runtime, this.#workers.must(key), this.#workers.observed(key));
  }

  async tcpCheck(key: PodKey, port: number, timeoutMs: number): Promise<boolean> {
    const stream = await this.#dial(key, port, timeoutMs).catch((error: unknown) => {
      if (error instanceof EngineError && error.code === 'connect-refused') return undefined;
      throw error;
    });
    stream?.destroy();
    return stream !== undefined;
  }

  async httpGet(key: PodKey, port: number, path: string, timeoutMs: number): Promise<HttpAnswer> {
    return httpGetOver(await this.#dial(key, port, timeoutMs), port, path, timeoutMs);
  }

  async dispose(): Promise<void> {
    const until = this.#clock.now() + closingMs;
    await this.#workers.dispose();
    await within(this.#clock, until - this.#clock.now(), this.#runtime.sweep());
    await this.#runtime.dispose();
  }

  async *#previousLogs(key: PodKey, containerName: string, options: LogsOptions) {
    await this.#workers.listed();
    yield* previousLogs(this.#runtime, this.#workers.must(key), containerName, options);
  }

  async #worker(key: PodKey) {
    await this.#workers.listed();
    const worker = this.#workers.get(key);
    if (!worker) throw new EngineError('pod-not-found', { pod: podKeyString(key) });
    return worker;
  }

  async #dial(key: PodKey, port: number, timeoutMs: number) {
    await this.#workers.listed();
    const sandbox = sandboxOf(this.#workers.observed(key));
    if (sandbox?.state !== 'SANDBOX_READY')
      throw new EngineError('pod-not-found', { pod: podKeyString(key) });
    return this.#runtime.portForward(sandbox.id, port, timeoutMs);
  }

  async #changeTo(plan: PodPlan): Promise<PodChange | undefined> {
    return this.#workers.get(plan.key)?.changeTo(plan);
  }

  /** Throws EngineError `cancelled` where something of the pod that stands would be replaced, and shall not be. */
  async #askToReplace(pod: Pod, change: PodChange | undefined, { mayReplace }: RunOptions): Promise<void> {
    const { name, namespace } = pod.metadata;
    const standing = this.#workers.snapshot({ name, namespace });
    if (!mayReplace || !standing || !change || change.kind === 'none' || change.kind === 'inPlace') return;
    if (!(await mayReplace(standing, change))) throw new EngineError('cancelled');
    // An answer may take long: the connection may be another by then.
    await this.#workers.listed();
  }

  /** When the pod was first asked for: one that is replaced as a whole is another pod. */
  #createdAt(pod: Pod, change: PodChange | undefined): string {
    const { name, namespace } = pod.metadata;
    const standing = this.#workers.snapshot({ name, namespace });
    return standing && change && change.kind !== 'pod'
      ? standing.metadata.creationTimestamp
      : new Date(this.#clock.now()).toISOString();
  }

  #planPod(pod: Pod, context: Omit<PlanContext, 'facts'>): PodPlan {
    return planPod(pod, { ...this.#settings(), ...context, facts: this.#facts() });
  }

  #facts(): DaemonFacts {
    const { connection } = this.#runtime;
    if (connection.status !== 'connected') throw unreachable(connection);
    return connection.facts;
  }

  /** Docker would say so only after everything else is made. */
  #checkRuntime({ sandbox }: PodPlan): void {
    const { connection } = this.#runtime;
    if (!sandbox.runtime || connection.status !== 'connected') return;
    const { runtimes } = connection.facts;
    if (!runtimes.includes(sandbox.runtime)) {
      throw new EngineError('runtime-unknown', { runtime: sandbox.runtime, known: runtimes.join(', ') });
    }
  }
}

/** VS Code gives 5 s to a window that is closed; what the pods leave of it is for a last sweep. */
const closingMs = 4500;

const nowhere: ObjectSource = { find: async () => undefined };

function contextOf({ source, manifestDirectory }: RunOptions): Omit<PlanContext, 'facts'> {
  return {
    ...(source ? { source } : {}),
    ...(manifestDirectory ? { manifestDirectory } : {}),
  };
}
