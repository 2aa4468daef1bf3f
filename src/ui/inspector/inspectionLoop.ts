import { EngineError, type PodEngineApi, type PodKey, podKeyString } from '../../engine';
import type { InspectorState } from '../../webview/protocol';

export interface InspectionLoop {
  /** Newest state, whether it was wanted by anybody or not. */
  readonly state: InspectorState;
  /** Reads again and again while true; stops after the reading on its way when false. */
  setLive(live: boolean): void;
  /** Reads now, or once more after the reading on its way. */
  refresh(): void;
  dispose(): void;
}

export interface InspectionOptions {
  onState: (state: InspectorState) => void;
  explain: (error: unknown) => string;
  /** Milliseconds between the end of one reading and the begin of the next. */
  interval: number;
}

/** Reads a pod's namespaces again and again while somebody looks, and at once when the pod changes. */
export function inspectionLoop(
  engine: PodEngineApi,
  key: PodKey,
  { onState, explain, interval }: InspectionOptions,
): InspectionLoop {
  let state: InspectorState = { kind: 'loading' };
  let live = false;
  let reading = false;
  let again = false;
  let timer: NodeJS.Timeout | undefined;

  const read = async () => {
    clearTimeout(timer);
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    const next = await readOnce(engine, key, explain);
    reading = false;
    if (!live) return;
    if (next) {
      state = next;
      onState(state);
    }
    clearTimeout(timer);
    timer = setTimeout(() => void read(), again ? 0 : interval);
    again = false;
  };
  const refresh = () => {
    if (live) void read();
  };
  const own = podKeyString(key);
  const unsubscribes = [
    engine.onDidChangePods((keys) => {
      if (keys.some((changed) => podKeyString(changed) === own)) refresh();
    }),
    engine.onDidChangeConnection(refresh),
  ];
  return {
    get state() {
      return state;
    },
    setLive(wanted) {
      if (live === wanted) return;
      live = wanted;
      clearTimeout(timer);
      refresh();
    },
    refresh,
    dispose() {
      live = false;
      clearTimeout(timer);
      for (const unsubscribe of unsubscribes) unsubscribe();
    },
  };
}

/** Undefined while the way to Docker is only being made: nothing can be said yet. */
async function readOnce(
  engine: PodEngineApi,
  key: PodKey,
  explain: (error: unknown) => string,
): Promise<InspectorState | undefined> {
  try {
    return { kind: 'report', report: await engine.inspect(key) };
  } catch (error) {
    if (engine.connection.status === 'connecting') return undefined;
    const gone = error instanceof EngineError && error.code === 'pod-not-found';
    return gone ? { kind: 'gone' } : { kind: 'error', sentence: explain(error) };
  }
}
