import type { NamespaceReport } from './model/namespaceReport';
import type { Pod } from './model/pod';
import type { PodEvent } from './model/podEvent';
import type { PodKey, PodSnapshot } from './model/podSnapshot';
import type { HttpAnswer } from './net/httpOver';
import type { PodChange } from './plan/podChange';
import type { PodPlan } from './plan/podPlan';
import type { ConnectionState, LogLine } from './runtime/podRuntime';

/** What the surfaces ask of the engine. `podEngine.ts` is it; the tests of the surfaces may have another. */
export interface PodEngineApi {
  /** The state of the way to Docker, now. */
  readonly connection: ConnectionState;
  onDidChangeConnection(listener: (state: ConnectionState) => void): Unsubscribe;
  /** Tries again at once, instead of at the next turn. */
  reconnect(): void;

  /** All pods of ours on this Docker, by namespace and name. */
  pods(): readonly PodSnapshot[];
  pod(key: PodKey): PodSnapshot | undefined;
  /** Called with the keys of the pods that changed, at most once per turn of the event loop. */
  onDidChangePods(listener: (keys: PodKey[]) => void): Unsubscribe;

  /** The plan a run of this pod would carry out now. */
  plan(pod: Pod, options?: RunOptions): Promise<PodPlan>;
  /**
   * Makes the pod stand on Docker: resolves when each of its containers runs or is held up by something that may pass
   * (its image, an object, a volume, a command that is not there: its status says so, and the engine keeps trying), or
   * the pod has ended. A pod of the same manifest that runs already is left as it is; one of another manifest becomes
   * what that says, if `mayReplace` agrees, and of it is replaced what must be (see `changeOf`), once all images of that
   * are there; one that was stopped is started again. Fails where the pod cannot be planned, its sandbox cannot be made
   * or started, or Docker cannot be reached, or it is cancelled by the signal, without leaving anything half-made.
   */
  run(pod: Pod, options?: RunOptions): Promise<PodSnapshot>;
  /** What a run of this pod would change of the one that stands under its name; undefined where none does. */
  changeOf(pod: Pod, options?: RunOptions): Promise<PodChange | undefined>;
  /** Ends the containers within their grace period and keeps them for a look at logs; `restart` brings them back. */
  stop(key: PodKey): Promise<void>;
  /** The same pod anew: next attempt of sandbox and containers, volumes kept. */
  restart(key: PodKey, signal?: AbortSignal): Promise<PodSnapshot>;
  /** Ends the pod within its grace period and removes every trace of it. */
  remove(key: PodKey): Promise<void>;

  /** Objects that pods refer to may have changed: their volumes are filled anew, what waits for one looks again. */
  objectsChanged(): void;

  /** Output of the container's newest attempt, followed over restarts while `follow`; or of the one before it. */
  logs(key: PodKey, containerName: string, options?: LogsOptions): AsyncIterable<LogLine>;
  /** What happened to the pod, oldest first; kept with the pod, so that every window knows it. */
  events(key: PodKey): Promise<PodEvent[]>;
  /** Everything of the pod as text for people, in the shape of `kubectl describe pod`. */
  describe(key: PodKey): Promise<string>;
  /** The kernel's view of the pod's namespaces, now. */
  inspect(key: PodKey): Promise<NamespaceReport>;
  /** Whether a TCP connection to the port opens inside the pod. */
  tcpCheck(key: PodKey, port: number, timeoutMs: number): Promise<boolean>;
  /** One HTTP GET from inside the pod's network namespace. */
  httpGet(key: PodKey, port: number, path: string, timeoutMs: number): Promise<HttpAnswer>;

  dispose(): Promise<void>;
}

export type Unsubscribe = () => void;

export interface RunOptions {
  /** URI of the manifest's document; kept with the pod. */
  source?: string;
  /** Directory that relative hostPaths are taken from. */
  manifestDirectory?: string;
  signal?: AbortSignal;
  onProgress?: (progress: RunProgress) => void;
  /**
   * Asked once it is known that a pod of another manifest stands under this name and what of it would be replaced,
   * before anything is done: the run is `cancelled` where it says no. Absent: yes. Not asked where nothing is replaced.
   */
  mayReplace?: (standing: PodSnapshot, change: PodChange) => Promise<boolean>;
}

export interface RunProgress {
  step: 'pulling' | 'starting' | 'replacing';
  /** The image pulled. */
  subject?: string;
  /** 0 to 1, where it is known. */
  fraction?: number;
}

export interface LogsOptions {
  /** Of the attempt before the newest, as `kubectl logs --previous`. */
  previous?: boolean;
  follow?: boolean;
  tail?: number;
  signal?: AbortSignal;
}
