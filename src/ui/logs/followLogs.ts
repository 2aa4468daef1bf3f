import { EngineError, type PodEngineApi, type PodKey } from '../../engine';
import { logLineText } from './logText';

/** Milliseconds that lines are gathered before they are written: a chatty container costs one write per frame or so. */
const gatherTime = 40;
/** Lines of each container's past that an opened channel begins with. */
const tail = 1000;

export interface LogFollower {
  readonly key: PodKey;
  readonly running: boolean;
  stop(): void;
}

/** Whose lines. */
export interface LogSource {
  key: PodKey;
  containers: string[];
  /** The container's name stands before each line. */
  prefixed: boolean;
  /** Of the attempt before the newest, to its end; else of the newest, and of all that follow. */
  previous?: boolean;
}

/** Where lines go, and in which words the follower speaks itself. */
export interface LogSink {
  write(text: string): void;
  explain(error: unknown): string;
  /** Said when nothing more will come. */
  ended: string;
}

/** Writes the logs of the containers to the sink, as they come, until stopped or until their pod is gone. */
export function followLogs(
  engine: PodEngineApi,
  { key, containers, prefixed, previous = false }: LogSource,
  sink: LogSink,
): LogFollower {
  const controller = new AbortController();
  const { signal } = controller;
  const gathered: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let running = true;
  const flush = () => {
    timer = undefined;
    if (gathered.length > 0) sink.write(gathered.splice(0).join(''));
  };
  const say = (text: string) => {
    gathered.push(text);
    timer ??= setTimeout(flush, gatherTime);
  };
  const which = previous ? { previous } : { follow: true };
  const follow = async (container: string) => {
    try {
      for await (const line of engine.logs(key, container, { ...which, tail, signal })) {
        say(logLineText(line, prefixed ? container : undefined));
      }
    } catch (error) {
      if (!isExpected(error, signal)) say(`── ${container}: ${sink.explain(error)}\n`);
    }
  };
  void Promise.all(containers.map(follow)).then(() => {
    running = false;
    clearTimeout(timer);
    say(`── ${sink.ended}\n`);
    clearTimeout(timer);
    flush();
  });
  return {
    key,
    get running() {
      return running;
    },
    stop: () => controller.abort(),
  };
}

function isExpected(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted || (error instanceof EngineError && error.code === 'pod-not-found');
}
