import { allContainers } from '../model/allContainers';
import type { Container, Pod } from '../model/pod';
import type { VolumeConfig } from './podPlan';
import { givesFilesAway } from './volumeContent';

/** By which root changes, and looks into, what other users own. */
const overFiles = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID'];

/**
 * The capabilities of the sandbox: none, but where it must do something to files that others may have made: give
 * volumes to a group, make sub-paths, read environment files, give a token to its user.
 */
export function sandboxCapabilities({ spec }: Pod, volumes: readonly VolumeConfig[]): string[] {
  const containers = allContainers(spec);
  const needed =
    containers.some(reachesIntoVolumes) ||
    volumes.some(({ ownedByGroup, content }) => ownedByGroup || (content && givesFilesAway(content)));
  return needed ? overFiles : [];
}

function reachesIntoVolumes({ env = [], volumeMounts = [] }: Container): boolean {
  return (
    env.some(({ valueFrom }) => valueFrom?.fileKeyRef) ||
    volumeMounts.some(({ subPath, subPathExpr }) => subPath || subPathExpr)
  );
}
