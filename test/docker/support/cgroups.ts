import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { cgroupParent } from '../../../src/engine/plan/names';

/** How a Docker arranges cgroups, as `docker info` says. */
export interface CgroupLayout {
  driver: 'cgroupfs' | 'systemd' | 'none';
  version: 1 | 2;
}

const root = '/sys/fs/cgroup';

export async function cgroupLayout(docker: Docker): Promise<CgroupLayout> {
  const info = (await docker.info()) as { CgroupDriver?: string; CgroupVersion?: string };
  const driver = info.CgroupDriver;
  return {
    driver: driver === 'cgroupfs' || driver === 'systemd' ? driver : 'none',
    version: info.CgroupVersion === '2' ? 2 : 1,
  };
}

/** Where a pod's containers stand in each hierarchy. */
export function podCgroup(uid: string, { driver }: CgroupLayout): string {
  const parent = cgroupParent(uid, driver) ?? '';
  return driver === 'systemd' ? `/${parent}` : parent;
}

/** Where a container stands in each hierarchy. */
export function containerCgroup(uid: string, id: string, layout: CgroupLayout): string {
  return `${podCgroup(uid, layout)}/${layout.driver === 'systemd' ? `docker-${id}.scope` : id}`;
}

/** Where a process stands in the hierarchy of a v1 controller, or in the one of v2: as the kernel says. */
export function cgroupOfProcess(pid: number, controller: string, { version }: CgroupLayout): string {
  const lines = readFileSync(`/proc/${pid}/cgroup`, 'utf8').trim().split('\n');
  for (const line of lines) {
    const [, controllers = '', ...path] = line.split(':');
    const fits = version === 2 ? controllers === '' : controllers.split(',').includes(controller);
    if (fits) return path.join(':');
  }
  throw new Error(`${pid} has no cgroup of ${controller}: ${lines.join(' ')}`);
}

/** A file of a container's cgroup: of its v1 controller, or of v2. */
export function cgroupFile(cgroup: string, controller: string, file: string, layout: CgroupLayout): string {
  const tree = layout.version === 2 ? root : join(root, controller);
  return readFileSync(join(tree, cgroup, file), 'utf8').trim();
}

/** Directories of a pod's cgroup. */
export function cgroupsOf(uid: string, layout: CgroupLayout): string[] {
  if (layout.driver === 'none' || !existsSync(root)) return [];
  const trees = layout.version === 2 ? [root] : directoriesIn(root);
  return trees.map((tree) => join(tree, podCgroup(uid, layout))).filter(existsSync);
}

function directoriesIn(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(directory, name));
}
