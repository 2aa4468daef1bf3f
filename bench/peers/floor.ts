import type Docker from 'dockerode';
import type { PodPlan } from '../../src/engine/plan/podPlan';
import { containerCreateOptions, sandboxCreateOptions } from '../../src/engine/runtime/docker/convert';
import type { DockerCall } from '../lib/dockerHttp';
import type { Onlooker } from './onlooker';
import { benchLabel, type Peer } from './peer';

const label = `${benchLabel}=floor`;

/**
 * The least that any client can need: the very requests that the engine sends to make and end the pod, by a bare
 * script in the same process. Up: the containers are created while the sandbox starts, then all start at once. Down:
 * all containers are stopped at once, then all removed at once. No looks, no marks, no volumes.
 */
export function floor(
  planOf: (size: number) => Promise<PodPlan>,
  call: DockerCall,
  onlooker: Onlooker,
): Peer {
  const plans = new Map<number, PodPlan>();
  let standing: { sandbox: string; apps: string[] } = { sandbox: '', apps: [] };
  return {
    name: 'floor',
    missing: async () => undefined,
    prepare: async (size) => {
      plans.set(size, await planOf(size));
    },
    up: async (size) => {
      const plan = plans.get(size);
      if (plan) standing = await up(call, plan);
    },
    down: () => down(call, standing.sandbox, standing.apps),
    count: () => onlooker.count(label),
    clean: () => onlooker.removeAll(label),
  };
}

async function up(call: DockerCall, plan: PodPlan): Promise<{ sandbox: string; apps: string[] }> {
  const create = async ({ name, ...body }: Docker.ContainerCreateOptions) => {
    const { Id } = await call<{ Id: string }>('POST', `/containers/create?name=${name}`, asFloor(body));
    return Id;
  };
  const start = (id: string) => call('POST', `/containers/${id}/start`);

  const sandbox = await create(sandboxCreateOptions(plan.sandbox, 0));
  const ready = start(sandbox);
  const apps = await Promise.all(
    plan.containers.map(async (config) => {
      const id = await create(containerCreateOptions(sandbox, config, plan.key, plan.uid, 0));
      await ready;
      await start(id);
      return id;
    }),
  );
  return { sandbox, apps };
}

async function down(call: DockerCall, sandbox: string, apps: string[]): Promise<void> {
  const remove = (id: string) => call('DELETE', `/containers/${id}?force=true`);
  await Promise.all(apps.map((id) => call('POST', `/containers/${id}/stop?t=30`)));
  await Promise.all([...apps, sandbox].map(remove));
}

/** Its containers must not look like pods to the engine that runs beside it, and weigh the same. */
function asFloor(body: Docker.ContainerCreateOptions): Docker.ContainerCreateOptions {
  const { 'dev.dockerpods.managed': _managed, ...own } = body.Labels ?? {};
  return { ...body, Labels: { ...own, [benchLabel]: 'floor' } };
}
