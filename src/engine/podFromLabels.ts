import type { Pod } from './model/pod';
import type { PodKey } from './model/podSnapshot';
import { type ObservedPod, sandboxOf } from './observe/observedPod';
import { labels } from './plan/names';
import type { PlanContext } from './plan/podPlan';

/** What Docker's labels keep of how a pod was run. */
export interface PodOnDocker {
  pod: Pod;
  /** What it was planned with, settings included: this window may have others. */
  context: Omit<PlanContext, 'facts'>;
}

/** The pod as its newest sandbox carries it; undefined where no sandbox stands or its label cannot be read. */
export function podFromLabels(observed: ObservedPod): PodOnDocker | undefined {
  const sandbox = sandboxOf(observed);
  if (!sandbox) return undefined;
  const own = sandbox.labels;
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
        createdAt: own[labels.createdAt] ?? sandbox.createdAt,
      },
    };
  } catch {
    return undefined;
  }
}

function settingsOf(label: string | undefined): Pick<PlanContext, 'runtimeClasses' | 'allowedUnsafeSysctls'> {
  return label === undefined ? {} : (JSON.parse(label) as ReturnType<typeof settingsOf>);
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
