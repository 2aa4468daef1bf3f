import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { createPodEngine, type PodEngineOptions } from '../../../src/engine/createPodEngine';
import type { Container, Pod, PodSpec } from '../../../src/engine/model/pod';
import {
  type ObjectKind,
  type ObjectSource,
  objectKey,
  type PodObject,
} from '../../../src/engine/model/podObject';
import type { PodSnapshot } from '../../../src/engine/model/podSnapshot';
import { labels, podUid } from '../../../src/engine/plan/names';
import type { PodEngineApi } from '../../../src/engine/podEngineApi';
import { eventually } from '../../support/eventually';
import { cgroupLayout, cgroupsOf } from './cgroups';

/** A Kubernetes namespace of its own on a real Docker, with engines on it; `dispose` removes all of it. */
export interface EngineTrial {
  docker: Docker;
  namespace: string;
  /** A directory as a manifest's. */
  directory: string;
  /** With ConfigMaps and Secrets as they stand in the list at any moment. */
  engine(options?: TrialOptions): PodEngineApi;
  /** A pod in the namespace. */
  pod(name: string, containers: (string | Container)[], spec?: Partial<PodSpec>): Pod;
  /** The container of this name with the newest attempt; `POD` is the sandbox. */
  container(pod: string, name: string): Promise<Docker.ContainerInspectInfo>;
  /** What a command in the container prints. */
  exec(pod: string, container: string, ...command: string[]): Promise<string>;
  /** Names of everything of the namespace that stands on Docker, and its cgroups. */
  leftovers(): Promise<string[]>;
  dispose(): Promise<void>;
}

/** As createPodEngine's; `objects` may be the objects themselves, which are looked for by kind, namespace and name. */
export type TrialOptions = Partial<Omit<PodEngineOptions, 'objects'>> & {
  objects?: PodObject[] | ObjectSource;
};

/** A list as a source: what is put in it or taken out later is found, or not, from then on. */
export function objectsIn(list: readonly PodObject[]): ObjectSource {
  return { find: async (ref) => list.find((object) => objectKey(object) === objectKey(ref)) };
}

/** An object of plain text. */
export function textObject(
  kind: ObjectKind,
  namespace: string,
  name: string,
  text: Record<string, string>,
): PodObject {
  const data = Object.entries(text).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  return { kind, namespace, name, data: Object.fromEntries(data) };
}

/** Busybox that does nothing until it is told to end, at once. */
export const idle: Pick<Container, 'image' | 'command'> = {
  image: 'busybox:1.37',
  command: ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 1 & wait; done'],
};

/** Busybox that runs a script after it has learnt to end at once. */
export function script(text: string): Pick<Container, 'image' | 'command'> {
  return { image: 'busybox:1.37', command: ['sh', '-c', `trap "exit 0" TERM; ${text}`] };
}

export function engineTrial(socketPath?: string): EngineTrial {
  const docker = socketPath ? new Docker({ socketPath }) : new Docker();
  const namespace = `t-${randomBytes(5).toString('hex')}`;
  const directory = mkdtempSync(join(tmpdir(), 'docker-pods-'));
  const engines = new Set<PodEngineApi>();
  const uids = new Set<string>();
  const filters = { label: [`${labels.podNamespace}=${namespace}`] };

  const listed = () => docker.listContainers({ all: true, filters });
  /** Pods that are not of `pod`: their volumes tell of them as long as their cgroups are not swept. */
  const findPods = async () => {
    const { Volumes } = await docker.listVolumes({ filters });
    for (const { Labels } of [...(Volumes ?? []), ...(await listed())])
      if (Labels[labels.podUid]) uids.add(Labels[labels.podUid] ?? '');
  };
  const cgroups = async () => {
    const layout = await cgroupLayout(docker);
    return [...uids].flatMap((uid) => cgroupsOf(uid, layout));
  };

  const trial: EngineTrial = {
    docker,
    namespace,
    directory,
    engine: ({ objects, ...options } = {}) => {
      const engine = createPodEngine({
        mediaDir: join(process.cwd(), 'media'),
        settings: () => ({}),
        // The engines of other tests have pods of their own on this Docker.
        namespace,
        ...(socketPath ? { env: { ...process.env, DOCKER_HOST: `unix://${socketPath}` } } : {}),
        ...options,
        ...(objects ? { objects: Array.isArray(objects) ? objectsIn(objects) : objects } : {}),
      });
      engines.add(engine);
      return engine;
    },
    pod: (name, containers, spec = {}) => {
      uids.add(podUid({ namespace, name }));
      return {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace },
        spec: {
          terminationGracePeriodSeconds: 3,
          containers: containers.map((container) =>
            typeof container === 'string' ? { name: container, ...idle } : container,
          ),
          ...spec,
        },
      };
    },
    container: async (pod, name) => {
      const label = [...filters.label, `${labels.podName}=${pod}`, `${labels.containerName}=${name}`];
      const all = await docker.listContainers({ all: true, filters: { label } });
      const attempt = ({ Labels }: { Labels: Record<string, string> }) => Number(Labels[labels.attempt]);
      const [newest] = all.sort((a, b) => attempt(b) - attempt(a));
      assert.ok(newest, `container ${name} of ${pod}`);
      return docker.getContainer(newest.Id).inspect();
    },
    exec: async (pod, name, ...command) => {
      const { Id } = await trial.container(pod, name);
      return execIn(docker, Id, command);
    },
    leftovers: async () => {
      const [containers, volumes, networks, directories] = await Promise.all([
        listed(),
        docker.listVolumes({ filters }),
        docker.listNetworks({ filters }),
        cgroups(),
      ]);
      return [
        ...containers.flatMap(({ Names }) => Names),
        ...(volumes.Volumes ?? []).map(({ Name }) => Name),
        ...networks.map(({ Name }) => Name),
        ...directories,
      ];
    },
    dispose: async () => {
      rmSync(directory, { recursive: true, force: true });
      await Promise.all([...engines].map((engine) => engine.dispose()));
      await findPods();
      // Another engine on this Docker would heal a pod that is taken away piece by piece.
      for (const { Id, Names, Labels } of await listed()) {
        const [name = ''] = Names;
        if (Labels[labels.containerName] === 'POD' && !name.endsWith('_removed'))
          await docker
            .getContainer(Id)
            .rename({ name: `${name.slice(1).replace('_stopped', '')}_removed` })
            .catch(unlessGone);
      }
      for (const { Id } of await listed()) {
        await docker.getContainer(Id).remove({ force: true }).catch(unlessGone);
      }
      const { Volumes } = await docker.listVolumes({ filters });
      for (const { Name } of Volumes ?? []) await docker.getVolume(Name).remove();
      for (const { Id } of await docker.listNetworks({ filters }))
        await docker.getNetwork(Id).remove().catch(unlessMiscounted);
      for (const directory of await cgroups()) await removeCgroup(directory);
    },
  };
  return trial;
}

/** An engine of another window may have taken it away meanwhile. */
function unlessGone(error: { statusCode?: number }): void {
  if (error.statusCode !== 404) throw error;
}

export async function execIn(docker: Docker, id: string, command: string[]): Promise<string> {
  const exec = await docker
    .getContainer(id)
    .exec({ Cmd: command, AttachStdout: true, AttachStderr: true, Tty: true });
  const stream = await exec.start({ Tty: true });
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text.replaceAll('\r\n', '\n').trim();
}

/** A port that nothing listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(address)));
    });
  });
}

/** Waits until the pod's snapshot fulfils the condition. */
export function podThat(
  engine: PodEngineApi,
  key: { namespace: string; name: string },
  what: string,
  condition: (snapshot: PodSnapshot) => boolean,
  timeoutMs?: number,
): Promise<PodSnapshot> {
  return eventually(
    () => {
      const snapshot = engine.pod(key);
      return snapshot && condition(snapshot) ? snapshot : undefined;
    },
    what,
    timeoutMs,
  );
}

/**
 * What two windows show alike: since when a condition holds is what a window has noted, of two changes one after the
 * other maybe the first alone.
 */
export function withoutTimes(snapshot: PodSnapshot | undefined): unknown {
  const isTime = (key: string) => key === 'lastTransitionTime';
  return snapshot && JSON.parse(JSON.stringify(snapshot, (key, value) => (isTime(key) ? undefined : value)));
}

export function allRunning({ status }: PodSnapshot): boolean {
  return status.containerStatuses.every(({ state }) => state.running);
}

/** A cgroup goes after those inside it, and after what a killed daemon left running there; its files are the kernel's. */
async function removeCgroup(directory: string): Promise<void> {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeCgroup(join(directory, entry.name));
  }
  await eventually(() => {
    const pids = readFileSync(join(directory, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean);
    for (const pid of pids) process.kill(Number(pid), 'SIGKILL');
    rmdirSync(directory);
    return true;
  }, `${directory} goes`);
}

/**
 * Docker 20.10 miscounts a network's endpoints where a container is removed that is just being started, and keeps the
 * network until it is started anew: https://github.com/moby/moby/issues/17217
 */
export function unlessMiscounted(error: { statusCode?: number }): void {
  if (error.statusCode !== 403) throw error;
}
