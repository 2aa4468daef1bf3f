import type { Container } from '../model/pod';
import type { PodKey } from '../model/podSnapshot';
import { keptVolume } from './keptVolume';
import { volumeName } from './names';
import type { MountConfig } from './podPlan';

/** Name of an attempt's file: no container's name has an underscore. */
export function terminationFile(container: string, attempt: number): string {
  return `${container}_${attempt}`;
}

/** Where the container finds its file. Rule: API field Container.terminationMessagePath */
export function terminationMount(container: Container, key: PodKey, uid: string): MountConfig {
  return {
    kind: 'volume',
    volume: keptVolume,
    volumeName: volumeName(keptVolume, key, uid),
    containerPath: container.terminationMessagePath || '/dev/termination-log',
    readonly: false,
    isTerminationLog: true,
  };
}
