import type { PodContext } from './podContext';

/** Sets the limits of the pod as a whole, on its cgroup, which stands since the sandbox runs. Throws `docker-failed`. */
export async function limitPod({ runtime, plan }: PodContext): Promise<void> {
  const { cgroupParent, podResources } = plan.sandbox;
  if (cgroupParent && podResources) await runtime.updatePodSandboxResources(cgroupParent, podResources);
}
