import type Docker from 'dockerode';
import type { PodPlan } from '../../src/engine/plan/podPlan';
import { containerCreateOptions } from '../../src/engine/runtime/docker/convert';
import { sandboxCreateOptions } from '../../src/engine/runtime/docker/convertSandbox';
import type { DockerCall } from '../lib/dockerHttp';
import { benchLabel } from '../peers/peer';
import type { DockerWatch, Seen } from './dockerWatch';
import type { Healer } from './healer';

/** Nothing is mounted, so that it does not matter. */
const noMounts = { apiVersion: '', rootDir: '' };

/**
 * The least that any client can do: a bare script that makes the next attempt of a container as soon as Docker says
 * that it died, and the whole pod anew where that was the sandbox; the very requests that the engine sends, without
 * looks, files and volumes.
 */
export function floorHealer(
  planOf: (size: number) => Promise<PodPlan>,
  call: DockerCall,
  watch: () => DockerWatch,
): Healer {
  let attempt = 0;
  let standing: { plan: PodPlan; sandbox: string; apps: Map<string, string> } | undefined;
  const create = async ({ name, ...body }: Docker.ContainerCreateOptions) => {
    const { 'dev.dockerpods.managed': _managed, ...own } = body.Labels ?? {};
    const labelled = { ...body, Labels: { ...own, [benchLabel]: 'floor-healer' } };
    return (await call<{ Id: string }>('POST', `/containers/create?name=${name}`, labelled)).Id;
  };
  const start = (id: string) => call('POST', `/containers/${id}/start`);
  const remove = (id: string) => call('DELETE', `/containers/${id}?force=true`);

  const makeApp = async (plan: PodPlan, name: string, sandbox: string, ready: Promise<unknown>) => {
    const planned = plan.containers.find((each) => each.name === name);
    if (!planned) throw new Error(name);
    const config = { ...planned.config, envs: [], mounts: [] };
    const options = containerCreateOptions(sandbox, config, plan.key, plan.uid, attempt, noMounts);
    const id = await create(options);
    await ready;
    await start(id);
    return [name, id] as const;
  };
  const make = async (plan: PodPlan) => {
    const sandbox = await create(sandboxCreateOptions({ ...plan.sandbox, volumes: [] }, attempt));
    const ready = start(sandbox);
    const apps = await Promise.all(plan.containers.map(({ name }) => makeApp(plan, name, sandbox, ready)));
    standing = { plan, sandbox, apps: new Map(apps) };
  };
  const heal = async ({ id }: Seen) => {
    if (!standing) return;
    const { plan, sandbox, apps } = standing;
    attempt++;
    if (id === sandbox) {
      await Promise.all([...apps.values()].map((app) => call('POST', `/containers/${app}/stop?t=0`)));
      return make(plan);
    }
    const [name] = [...apps].find(([, app]) => app === id) ?? [];
    if (name) apps.set(...(await makeApp(plan, name, sandbox, Promise.resolve())));
  };

  return {
    name: 'floor',
    label: `${benchLabel}=floor-healer`,
    up: async (size) => {
      attempt = 0;
      await make(await planOf(size));
      const { sandbox = '', apps = new Map<string, string>() } = standing ?? {};
      const ours = new Set([sandbox, ...apps.values()]);
      void watch()
        .next(({ action, id }) => action === 'die' && ours.has(id))
        .then(heal)
        .catch(() => undefined);
      return { sandbox, container: apps.get('app-0') ?? '' };
    },
    down: async () => {
      const query = JSON.stringify({ label: [`${benchLabel}=floor-healer`] });
      const all = await call<{ Id: string }[]>(
        'GET',
        `/containers/json?all=true&filters=${encodeURIComponent(query)}`,
      );
      standing = undefined;
      await Promise.all(all.map(({ Id }) => remove(Id)));
    },
  };
}
