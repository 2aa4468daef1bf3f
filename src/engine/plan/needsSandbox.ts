import type { Container } from '../model/pod';
import { isAddress } from './downwardApi';

/** The container's environment or mounts depend on what only a running sandbox has: addresses, or files of volumes. */
export function needsSandbox({ env = [], volumeMounts = [] }: Container): boolean {
  return (
    env.some(
      ({ valueFrom }) => valueFrom?.fileKeyRef || (valueFrom?.fieldRef && isAddress(valueFrom.fieldRef)),
    ) || volumeMounts.some(({ subPath, subPathExpr }) => subPath || subPathExpr)
  );
}
