import type Docker from 'dockerode';
import type { PodPlan } from '../../src/engine/plan/podPlan';
import { containerCreateOptions } from '../../src/engine/runtime/docker/convert';
import { sandboxCreateOptions } from '../../src/engine/runtime/docker/convertSandbox';
import type { DockerCall } from '../lib/dockerHttp';
import type { Onlooker } from './onlooker';
import { benchLabel, type Peer, type Trial } from './peer';

/** Nothing is mounted, so that it does not matter. */
const noMounts = { apiVersion: '', rootDir: '' };
const label = `${benchLabel}=floor`;

/**
 * The least that any client can need: the very requests that the engine sends to make and end the pod, by a bare
 * script in the same process. Up: the containers are created while the sandbox starts, then all start at once. Down:
 * all containers are stopped at once (where they have a grace period), then all removed at once. No looks, no marks,
 * no volumes.
 */
export function floor(
  planOf: (trial: Trial) => Promise<PodPlan>,
  call: DockerCall,
  onlooker: Onlooker,
): Peer {
  let plan: PodPlan | undefined;
  let standing: Standing = { sandbox: '', apps: [] };
  return {
    name: 'floor',
    missing: async () => undefined,
    prepare: async (trial) => {
      plan = await planOf(trial);
    },
    up: async () => {
      if (plan) standing = await up(call, plan);
    },
    down: ({ graceSeconds }) => down(call, standing, graceSeconds),
    count: () => onlooker.count(label),
    clean: () => onlooker.removeAll(label),
  };
}

interface Standing {
  sandbox: string;
  apps: string[];
}

async function up(call: DockerCall, plan: PodPlan): Promise<Standing> {
  const create = async ({ name, ...body }: Docker.ContainerCreateOptions) => {
    const { Id } = await call<{ Id: string }>('POST', `/containers/create?name=${name}`, asFloor(body));
    return Id;
  };
  const start = (id: string) => call('POST', `/containers/${id}/start`);

  const sandbox = await create(sandboxCreateOptions({ ...plan.sandbox, volumes: [] }, 0));
  const ready = start(sandbox);
  const apps = await Promise.all(
    plan.containers.map(async ({ config: known }) => {
      const config = { ...known, envs: [], mounts: [] };
      const id = await create(containerCreateOptions(sandbox, config, plan.key, plan.uid, 0, noMounts));
      await ready;
      await start(id);
      return id;
    }),
  );
  return { sandbox, apps };
}

async function down(call: DockerCall, { sandbox, apps }: Standing, graceSeconds: number): Promise<void> {
  const remove = (id: string) => call('DELETE', `/containers/${id}?force=true`);
  const stop = (id: string) => call('POST', `/containers/${id}/stop?t=${graceSeconds}`);
  if (graceSeconds > 0) await Promise.all(apps.map(stop));
  await Promise.all([...apps, sandbox].map(remove));
}

/** Its containers must not look like pods to the engine that runs beside it, and weigh the same. */
function asFloor(body: Docker.ContainerCreateOptions): Docker.ContainerCreateOptions {
  const { 'dev.dockerpods.managed': _managed, ...own } = body.Labels ?? {};
  return { ...body, Labels: { ...own, [benchLabel]: 'floor' } };
}
