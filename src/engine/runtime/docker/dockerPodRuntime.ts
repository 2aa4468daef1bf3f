import { unreachable } from '../../model/engineError';
import type { PodKey } from '../../model/podSnapshot';
import type { PodRuntime, RuntimeContainerStatus, RuntimeEvent } from '../podRuntime';
import { DockerConnection } from './connection';
import { createContainer } from './containerCreate';
import { stopUntilEnd } from './containerEnd';
import { listContainers, listPodSandbox } from './containerList';
import { containerLogs } from './containerLogs';
import { removeContainer, removePodSandbox } from './containerRemove';
import { startContainer } from './containerStart';
import { containerStatus, podSandboxStatus } from './containerStatus';
import { stopContainer } from './containerStop';
import { dockerCredentials } from './credentials';
import { createDiallers } from './dialler/diallers';
import { dialError, probeError } from './errors';
import { execSync } from './execSync';
import { prepareHostPaths } from './hostPaths';
import { checkHostSubPaths } from './hostSubPaths';
import { createImageGroups } from './imageGroups';
import { createImagePuller } from './imagePull';
import { imageStatus } from './imageStatus';
import { leftoversOf, removeLeftovers, removeVolumesOfGone } from './leftovers';
import { ownNetworks } from './networks';
import { createOomScores } from './oomScore';
import { orphanedPods, removeOrphans } from './orphans';
import { hasSlicesOfUser, updatePodSandboxResources } from './podCgroup';
import { createProbe } from './probe/probe';
import { removeOldSweeps, sweepCgroups } from './probe/probeContainer';
import { updateRestartPolicy } from './restartPolicy';
import { readSandboxFile } from './sandboxFile';
import { sandboxFiles } from './sandboxFiles';
import { createSandboxImage } from './sandboxImageOnce';
import { markPodSandbox } from './sandboxMark';
import { fillVolume, runPodSandbox } from './sandboxRun';
import { stopPodSandbox } from './sandboxStop';
import { Sweeper } from './sweeper';
import { createTerminationMessages } from './terminationMessage';
import { unpause } from './unpause';
import { removeVolumes } from './volumes';

export interface DockerRuntimeOptions {
  /** Where the archives of the sandbox image lie. */
  mediaDir: string;
  /** DOCKER_HOST, DOCKER_CONTEXT, HOME, … */
  env: NodeJS.ProcessEnv;
  log?: (message: string) => void;
  /** How long idle networks and empty cgroups stay after the last pod; 5 s where absent. */
  lingerMs?: number;
  /** Pods of other namespaces are not seen; absent: all are. */
  namespace?: string;
}

const defaultLingerMs = 5000;
/** Docker tells a volume's age in seconds. */
const leastYoungMs = 2000;
/** The helper leaves this long after the last look; starting it anew takes 0.2 s. */
const probeIdleSeconds = 15;

/** The PodRuntime over dockerode. It connects by itself, and again whenever the connection is lost. */
export function createDockerPodRuntime(options: DockerRuntimeOptions): PodRuntime {
  const listeners = new Set<(event: RuntimeEvent) => void>();
  const isOurs = ({ key }: { key: PodKey }) => !options.namespace || key.namespace === options.namespace;
  const emit = (event: RuntimeEvent) => {
    if (event.type === 'container' && !isOurs(event)) return;
    if (event.type === 'connection' && event.state.status === 'connected')
      lookedBack = sweepOld().catch((error: unknown) => options.log?.(String(error)));
    if (event.type === 'container' && (event.action === 'start' || event.action === 'destroy'))
      messages.forget(event.id);
    for (const listener of [...listeners]) listener(event);
  };
  const connection = new DockerConnection(options.env, emit, options.log);
  const client = () => connection.client;
  const facts = () => {
    const { state } = connection;
    if (state.status === 'connected') return state.facts;
    throw unreachable(state);
  };
  const diallers = createDiallers();
  const probe = createProbe({ idleSeconds: probeIdleSeconds });
  const sandboxImage = createSandboxImage(options.mediaDir);
  const imageGroups = createImageGroups();
  const oomScores = createOomScores();
  const messages = createTerminationMessages();
  const lingerMs = options.lingerMs ?? defaultLingerMs;
  const dockerNow = () => Date.now() + (facts().clockOffsetMs ?? 0);
  const sweeper = new Sweeper(lingerMs, {
    leftovers: async (all) =>
      removeLeftovers(client(), all, {
        now: dockerNow(),
        youngMs: Math.max(lingerMs, leastYoungMs),
        removeCgroups: async (parents) => {
          if (!hasSlicesOfUser(facts())) await sweepCgroups(client(), facts().sandboxImage, parents);
        },
      }),
    volumes: async (uid) => removeVolumesOfGone(client(), uid, dockerNow() - leastYoungMs),
  });
  const addOrphan = ({ key, uid }: { key: PodKey; uid: string }) =>
    sweeper.add(uid, { ...leftoversOf(key, uid, facts().cgroupDriver), orphaned: true });
  /** What was left of before is known. */
  let lookedBack = Promise.resolve();
  /** A window that was closed soon after its last pod went had no time for it, or nobody was there. */
  const sweepOld = async () => {
    const docker = client();
    const [networks, pods] = await Promise.all([
      ownNetworks(docker, options.namespace),
      orphanedPods(docker, options.namespace),
      removeOldSweeps(docker, dockerNow()),
      removeOrphans(docker, options.namespace),
    ]);
    for (const network of networks) sweeper.add(network, { network });
    for (const pod of pods) addOrphan(pod);
  };
  /**
   * Docker mounts a container's files to read one of them, which takes tens of milliseconds: a listing does not wait
   * for that. Each message that is found is told as an event.
   */
  const readMessages = async (containers: readonly RuntimeContainerStatus[]) => {
    for (const { id, key, uid, state, terminationMessage } of containers) {
      if (state !== 'CONTAINER_EXITED' || terminationMessage) continue;
      const read = await containerStatus(client(), id, messages.read).catch(() => undefined);
      if (read?.terminationMessage)
        emit({ type: 'container', action: 'message', id, role: 'container', key, uid });
    }
  };
  void connection.run();

  return {
    version: async () => facts(),
    runPodSandbox: async (config, attempt) => {
      const docker = client();
      await lookedBack;
      await Promise.all([sweeper.keep(config.uid), sandboxImage.ensure(docker, facts().architecture)]);
      return sandboxImage.retryWithout(docker, facts().architecture, async () =>
        runPodSandbox(docker, await oomScores(docker, facts().sandboxImage, config), attempt),
      );
    },
    markPodSandbox: async (sandbox, word) => markPodSandbox(client(), sandbox, word),
    readSandboxFile: async (id, path, maxBytes) => readSandboxFile(client(), id, path, maxBytes),
    stopPodSandbox: async (id) => stopPodSandbox(client(), id),
    fillVolume: async (id, config, volume) => fillVolume(client(), id, config, volume),
    removePodSandbox: async (id) => removePodSandbox(client(), id),
    removePodResources: async (key, uid) => {
      await removeVolumes(client(), uid);
      sweeper.add(uid, leftoversOf(key, uid, facts().cgroupDriver));
    },
    podSandboxStatus: async (id) => podSandboxStatus(client(), id),
    listPodSandbox: async (filter) => (await listPodSandbox(client(), filter, options.log)).filter(isOurs),
    createContainer: async (sandboxId, config, ...rest) => {
      const docker = client();
      const resources = await oomScores(docker, facts().sandboxImage, config.resources);
      return createContainer(docker, facts(), sandboxId, { ...config, resources }, ...rest);
    },
    startContainer: async (id, name) => startContainer(client(), id, name),
    stopContainer: (id, seconds) =>
      stopUntilEnd(id, listeners, async () => stopContainer(client(), id, seconds)),
    removeContainer: async (id) => removeContainer(client(), id),
    updateContainerRestartPolicy: async (id, policy) => updateRestartPolicy(client(), id, policy),
    unpause: async (id) => unpause(client(), id),
    listContainers: async (filter) => {
      const found = (await listContainers(client(), filter, options.log, messages.known)).filter(isOurs);
      if (!filter) void readMessages(found);
      return found;
    },
    containerStatus: async (id) => containerStatus(client(), id, messages.read),
    containerLogs: (id, logOptions) => containerLogs(client(), id, logOptions),
    imageStatus: async (name) => imageStatus(client(), name),
    imageGroups: async (imageId, user) => imageGroups(client(), imageId, user),
    sandboxFiles: async (sandboxId, deeds) => sandboxFiles(client(), diallers, sandboxId, deeds),
    execSync: async (...args) => execSync(client(), ...args),
    prepareHostPaths: async (paths) => prepareHostPaths(client(), facts().sandboxImage, paths),
    checkHostSubPaths: async (parts) => checkHostSubPaths(client(), facts().sandboxImage, parts),
    updatePodSandboxResources: async (parent, resources) =>
      updatePodSandboxResources(client(), facts(), parent, resources),
    pullImage: createImagePuller(client, (registry) => dockerCredentials(registry, options.env, options.log)),
    portForward: async (sandboxId, port, timeoutMs, host) =>
      diallers
        .connect(client(), sandboxId, port, { timeoutMs, ...(host ? { host } : {}) })
        .catch((error: unknown) => {
          throw dialError(error, port);
        }),
    readHost: async (requests) => {
      const docker = client();
      await sandboxImage.ensure(docker, facts().architecture);
      return probe.readHost(docker, facts().sandboxImage, requests).catch((error: unknown) => {
        throw probeError(error);
      });
    },
    get connection() {
      return connection.state;
    },
    reconnect: () => connection.retry(),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    sweepPod: (key, uid) => {
      if (connection.state.status === 'connected') addOrphan({ key, uid });
    },
    sweep: async () => {
      await lookedBack;
      await sweeper.sweep();
    },
    dispose: async () => {
      listeners.clear();
      sweeper.dispose();
      diallers.dispose();
      await probe.close().catch(() => undefined);
      connection.dispose();
    },
  };
}
