import type Docker from 'dockerode';
import type { PodKey } from '../../model/podSnapshot';
import { cgroupParent, networkName } from '../../plan/names';
import type { DaemonFacts } from '../../plan/podPlan';
import { unmarkCgroup } from './cgroupMark';
import { removeIdleNetwork } from './networks';
import { podsWithContainers } from './orphans';
import type { Leftovers } from './sweeper';
import { removeVolumes, volumesOf } from './volumes';

/** What a pod leaves behind besides its containers. */
export function leftoversOf(
  { namespace }: PodKey,
  uid: string,
  driver: DaemonFacts['cgroupDriver'],
): Leftovers {
  const parent = cgroupParent(uid, driver);
  return { uid, network: networkName(namespace), ...(parent ? { cgroupParent: parent } : {}) };
}

export interface SweepOptions {
  /** Docker's time (ms). */
  now: number;
  /** Volumes younger than this (ms) may be of a pod that is just being made: it has no container yet. */
  youngMs: number;
  /** Removes empty cgroups. */
  removeCgroups: (parents: string[]) => Promise<void>;
}

/**
 * Removes what is left of pods of which no container stands any more, and networks that nobody is on. Answers those
 * pods that somebody may just be making anew.
 */
export async function removeLeftovers(
  docker: Docker,
  leftovers: readonly Leftovers[],
  options: SweepOptions,
): Promise<Leftovers[]> {
  const networks = new Set(leftovers.flatMap(({ network }) => network ?? []));
  const [later] = await Promise.all([
    removeOfPods(docker, leftovers, options),
    ...[...networks].map((network) => removeIdleNetwork(docker, network)),
  ]);
  return later;
}

async function removeOfPods(
  docker: Docker,
  leftovers: readonly Leftovers[],
  { now, youngMs, removeCgroups }: SweepOptions,
): Promise<Leftovers[]> {
  const standing = await podsWithContainers(docker);
  const gone: Leftovers[] = [];
  const later: Leftovers[] = [];
  await Promise.all(
    leftovers.map(async (each) => {
      if (!each.uid || standing.has(each.uid)) return;
      const isGone = await removeOldVolumes(docker, each.uid, now - youngMs);
      (isGone ? gone : later).push(each);
    }),
  );
  const parents = gone.flatMap(({ cgroupParent: parent }) => parent ?? []);
  if (parents.length > 0) await removeCgroups(parents);
  await Promise.all(gone.map(({ uid = '' }) => unmarkCgroup(docker, uid)));
  return later;
}

/** False, and nothing done, where one of the pod's volumes was made after `before` (ms). One that is in use stays. */
async function removeOldVolumes(docker: Docker, uid: string, before: number): Promise<boolean> {
  const volumes = await volumesOf(docker, uid);
  if (volumes.some(({ CreatedAt }) => Date.parse(CreatedAt ?? '') > before)) return false;
  await removeVolumes(docker, uid);
  return true;
}

/** As `removeOldVolumes`, of a pod that may stand all the same: then nothing is done. */
export async function removeVolumesOfGone(docker: Docker, uid: string, before: number): Promise<void> {
  if (!(await podsWithContainers(docker)).has(uid)) await removeOldVolumes(docker, uid, before);
}
