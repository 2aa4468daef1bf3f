import type { ObjectSource } from './model/podObject';
import { type EngineSettings, PodEngine } from './podEngine';
import type { PodEngineApi } from './podEngineApi';
import { createDockerPodRuntime } from './runtime/docker/dockerPodRuntime';
import type { Clock } from './supervise/clock';

export interface PodEngineOptions {
  /** Where the archives of the sandbox image lie. */
  mediaDir: string;
  /** DOCKER_HOST, DOCKER_CONTEXT, HOME, …; the process's own where absent. */
  env?: NodeJS.ProcessEnv;
  settings: () => EngineSettings;
  /** Where ConfigMaps and Secrets are found; absent: nowhere. */
  objects?: ObjectSource;
  log?: (level: 'error' | 'warn' | 'info' | 'debug', message: string) => void;
  /** How long an idle network and an empty cgroup stay after the last pod; 5 s where absent. */
  lingerMs?: number;
  /** Pods of other namespaces are left alone; absent: all are supervised. */
  namespace?: string;
  /** The system's where absent. */
  clock?: Clock;
}

/** The pod engine over dockerode. It returns at once and connects by itself. */
export function createPodEngine(options: PodEngineOptions): PodEngineApi {
  const { mediaDir, env = process.env, settings, objects, log, lingerMs, namespace, clock } = options;
  const runtime = createDockerPodRuntime({
    mediaDir,
    env,
    ...(log ? { log: (message) => log('debug', message) } : {}),
    ...(lingerMs === undefined ? {} : { lingerMs }),
    ...(namespace ? { namespace } : {}),
  });
  return new PodEngine({
    runtime,
    settings,
    log: (message) => log?.('warn', message),
    ...(objects ? { objects } : {}),
    ...(clock ? { clock } : {}),
  });
}
