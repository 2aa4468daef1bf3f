import type { Pod } from './model/pod';
import type { PodKey } from './model/podSnapshot';
import type { ObservedPod } from './observe/observedPod';
import { labels } from './plan/names';
import type { PlanContext } from './plan/podPlan';

/** What Docker keeps of how a pod was run. */
export interface PodOnDocker {
  pod: Pod;
  /** What it was planned with, settings included: this window may have others. */
  context: Omit<PlanContext, 'facts'>;
}

/**
 * The pod as its sandbox's labels say it, or those that it would have now; undefined where they cannot be read.
 * `createdAt` is for a pod that does not say when it was first asked for.
 */
export function podFromLabels(own: Record<string, string>, createdAt: string): PodOnDocker | undefined {
  try {
    const pod = JSON.parse(own[labels.pod] ?? '') as Pod;
    return {
      pod,
      context: {
        ...(own[labels.source] ? { source: own[labels.source] } : {}),
        ...(own[labels.directory] ? { manifestDirectory: own[labels.directory] } : {}),
        ...(own[labels.runtime] ? { runtime: own[labels.runtime] } : {}),
        ...(own[labels.hostIP] ? { hostIP: own[labels.hostIP] } : {}),
        ...settingsOf(own[labels.settings]),
        createdAt: own[labels.createdAt] ?? createdAt,
      },
    };
  } catch {
    return undefined;
  }
}

type Settings = Pick<PlanContext, 'runtimeClasses' | 'allowedUnsafeSysctls' | 'podLimits'>;

function settingsOf(label: string | undefined): Settings {
  return label === undefined ? {} : (JSON.parse(label) as Settings);
}

/** A pod of which only containers are left, as far as they tell: enough to show and to remove it. */
export function podFromRemains(key: PodKey, observed: ObservedPod): Pod {
  const names = [...new Set(observed.containers.map(({ name }) => name))];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...key },
    spec: {
      containers: names.map((name) => ({
        name,
        image: observed.containers.find((container) => container.name === name)?.image ?? '',
      })),
    },
  };
}
