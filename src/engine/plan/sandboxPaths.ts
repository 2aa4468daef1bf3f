import type { PodSandboxConfig } from './podPlan';

/** Where the sandbox mounts the volume that stands there in its list. */
export function volumePath(index: number): string {
  return `/v/${index}`;
}

/** Where the sandbox mounts the volume of that name; undefined where it has none. */
export function pathInSandbox({ volumes }: PodSandboxConfig, name: string): string | undefined {
  const index = volumes.findIndex((volume) => volume.name === name);
  return index < 0 ? undefined : volumePath(index);
}
