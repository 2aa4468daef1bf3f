import type { ContainerInspectInfo } from 'dockerode';
import { allContainers } from '../../../src/engine/model/allContainers';
import type { Container, Pod } from '../../../src/engine/model/pod';
import type { PodObject } from '../../../src/engine/model/podObject';
import { labels } from '../../../src/engine/plan/names';
import { specHashOf } from '../../../src/engine/plan/specHash';
import type { PodEngineApi } from '../../../src/engine/podEngineApi';
import { allRunning, type EngineTrial, textObject } from './engineTrial';

/** What an app ends with that does not find what shall be there when it starts. */
const notReady = 42;

/** The manifests of one pod: which of its parts says what. */
export interface Edition {
  /** Changes its two app containers. */
  apps: string;
  /** Changes what all of them share. */
  hostname: string;
}

/**
 * A pod with one of each: an init container, a sidecar, two app containers, a ConfigMap, a volume in memory, one on disk
 * and a claim. Each container ends badly where it starts before what comes before it has been done in full.
 */
export function crashPod(trial: EngineTrial, name: string, { apps, hostname }: Edition): Pod {
  const mounts = ['config', 'memory', 'disk', 'claim'];
  const container = (own: string, text: string, rest: Partial<Container> = {}): Container => ({
    name: own,
    image: 'busybox:1.37',
    command: ['sh', '-c', `trap "exit 0" TERM; ${text}`],
    volumeMounts: mounts.map((volume) => ({ name: volume, mountPath: `/${volume}` })),
    ...rest,
  });
  const lives = 'while :; do sleep 1 & wait; done';
  const finds = (...files: string[]) => `cat ${files.join(' ')} >/dev/null || exit ${notReady}`;
  const ofConfig = ['/config/a', '/config/b'];
  const ofInit = ['/memory/made', '/disk/made', '/claim/made'];
  const edition = { env: [{ name: 'EDITION', value: apps }] };
  return trial.pod(
    name,
    ['a', 'b'].map((own) =>
      container(own, `${finds(...ofConfig, ...ofInit, '/memory/side')}; ${lives}`, edition),
    ),
    {
      hostname,
      terminationGracePeriodSeconds: 1,
      initContainers: [
        container('init', `${finds(...ofConfig)}; for d in memory disk claim; do : >/$d/made; done`),
        container('side', `${finds(...ofConfig, ...ofInit)}; : >/memory/side; ${lives}`, {
          restartPolicy: 'Always',
          startupProbe: { exec: { command: ['true'] } },
        }),
      ],
      volumes: [
        { name: 'config', configMap: { name: 'settings' } },
        { name: 'memory', emptyDir: { medium: 'Memory' } },
        { name: 'disk', emptyDir: {} },
        { name: 'claim', persistentVolumeClaim: { claimName: 'kept' } },
      ],
    },
  );
}

export function crashObjects(namespace: string): PodObject[] {
  return [
    textObject('ConfigMap', namespace, 'settings', { a: 'one', b: 'two' }),
    { kind: 'PersistentVolumeClaim', namespace, name: 'kept', data: {} },
  ];
}

/** The index of the manifest by which the pod stands as a whole, or that it has been stopped as a whole, or that nothing is left. */
export type Stand = 'nothing' | 'stopped' | number;

/** How a pod stands by Docker's and the engine's word, or what is wrong. */
export async function standOf(
  trial: EngineTrial,
  engine: PodEngineApi,
  editions: readonly Pod[],
): Promise<Stand | { fault: string }> {
  const [first] = editions;
  if (!first) return { fault: 'no manifest' };
  const { namespace, name } = first.metadata;
  const snapshot = engine.pod({ namespace, name });
  const found = await containersOf(trial, name);
  const words = found.map(wordOf).join(', ');
  if (!snapshot) return found.length === 0 ? 'nothing' : { fault: `unseen: ${words}` };
  // It runs until somebody finishes that.
  if (snapshot.desired === 'Removed') return { fault: `being removed: ${words}` };
  if (snapshot.desired === 'Stopped')
    return found.some(({ State }) => State.Running) ? { fault: `half stopped: ${words}` } : 'stopped';
  const index = editions.findIndex((pod) => specHashOf(pod) === snapshot.specHash);
  const pod = editions[index];
  if (!pod) return { fault: `another manifest: ${snapshot.specHash}` };
  const faults = faultsOf(pod, found);
  if (!allRunning(snapshot) || snapshot.status.phase !== 'Running') faults.push('not shown as running');
  return faults.length === 0 ? index : { fault: `manifest ${index}: ${faults.join(', ')}, ${words}` };
}

async function containersOf(
  { docker, namespace }: EngineTrial,
  pod: string,
): Promise<ContainerInspectInfo[]> {
  const label = [`${labels.podNamespace}=${namespace}`, `${labels.podName}=${pod}`];
  const listed = await docker.listContainers({ all: true, filters: { label } });
  const looks = listed.map(({ Id }) => docker.getContainer(Id).inspect().catch(undefinedIfGone));
  return (await Promise.all(looks)).filter((found) => found !== undefined);
}

function faultsOf(pod: Pod, found: readonly ContainerInspectInfo[]): string[] {
  const nameOf = ({ Config }: ContainerInspectInfo) => Config.Labels[labels.containerName];
  const sandboxes = found.filter((each) => nameOf(each) === 'POD');
  const [sandbox] = sandboxes;
  if (sandboxes.length !== 1 || !sandbox?.State.Running) return [`${sandboxes.length} sandboxes`];
  const faults: string[] = [];
  if (sandbox.Config.Hostname !== pod.spec.hostname) faults.push(`hostname ${sandbox.Config.Hostname}`);
  for (const planned of allContainers(pod.spec)) {
    const attempts = found.filter((each) => nameOf(each) === planned.name);
    const inSandbox = attempts.filter(({ Config }) => Config.Labels[labels.sandboxId] === sandbox.Id);
    const running = attempts.filter(({ State }) => State.Running);
    if (attempts.some(({ State }) => State.Status === 'created')) faults.push(`${planned.name} only created`);
    if (attempts.some(({ State }) => State.ExitCode === notReady))
      faults.push(`${planned.name} came too early`);
    if (attempts.length > 2) faults.push(`${attempts.length} attempts of ${planned.name}`);
    if (planned.name === 'init') {
      if (running.length > 0) faults.push('init runs');
      if (!inSandbox.some(({ State }) => State.Status === 'exited' && State.ExitCode === 0))
        faults.push('init has not succeeded');
    } else if (running.length !== 1 || !running.every((each) => inSandbox.includes(each)))
      faults.push(`${running.length} of ${planned.name} run`);
    for (const { name = '', value = '' } of planned.env ?? [])
      if (!running.every(({ Config }) => Config.Env.includes(`${name}=${value}`)))
        faults.push(`${planned.name} is of another manifest`);
  }
  return faults;
}

function wordOf({ Name, State }: ContainerInspectInfo): string {
  return `${Name.slice(1)} ${State.Status}${State.Running ? '' : ` ${State.ExitCode}`}`;
}

function undefinedIfGone(error: { statusCode?: number }): undefined {
  if (error.statusCode !== 404) throw error;
}
