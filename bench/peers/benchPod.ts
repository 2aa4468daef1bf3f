import type { Pod } from '../../src/engine/model/pod';
import { benchNamespace, type Trial } from './peer';

/** The pod of so many containers that every peer makes: all of one image, without limits, ending at once on SIGTERM. */
export function benchPod({ size, graceSeconds }: Trial, image: string): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `bench-${size}`, namespace: benchNamespace },
    spec: {
      terminationGracePeriodSeconds: graceSeconds,
      containers: appNames(size).map((name) => ({
        name,
        image,
        imagePullPolicy: 'IfNotPresent',
        command: ['/pause'],
      })),
    },
  };
}

/** Names of the containers of a pod of so many. */
export function appNames(size: number): string[] {
  return Array.from({ length: size }, (_, index) => `app-${index}`);
}
