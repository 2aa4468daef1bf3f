import type { Pod } from '../model/pod';
import type { PodKey } from '../model/podSnapshot';
import { kernelHostnameOf, networkAliases } from './hostname';
import { labels, networkName, ownershipLabels } from './names';
import { sandboxOomScoreAdj } from './oomScoreAdj';
import type { PlanContext, PodSandboxConfig } from './podPlan';
import { portMappingsOf } from './portMappings';
import { hasSumOfLimits, podCgroup } from './resources';
import { sandboxCapabilities } from './sandboxCapabilities';
import { sysctlsOf } from './sysctls';
import { volumesOf } from './volumes';

const defaultHostIP = '127.0.0.1';

/**
 * The sandbox of the pod: it holds the namespaces, the ports and the volumes that outlive any container. Throws
 * EngineError `hostname-too-long`, `sysctl-forbidden`, `sysctl-of-host`.
 */
export function sandboxConfig(
  pod: Pod,
  key: PodKey,
  uid: string,
  specHash: string,
  context: PlanContext,
): PodSandboxConfig {
  const { spec } = pod;
  const hostNetwork = spec.hostNetwork ?? false;
  const oomScoreAdj = sandboxOomScoreAdj(pod);
  const volumes = volumesOf(pod, key, uid, context.facts);
  const { fsGroup, fsGroupChangePolicy } = spec.securityContext ?? {};
  return {
    key,
    uid,
    image: context.facts.sandboxImage,
    ...(hostNetwork
      ? {}
      : {
          hostname: kernelHostnameOf(pod),
          network: networkName(key.namespace),
          networkAliases: networkAliases(pod),
        }),
    labels: {
      ...ownershipLabels(key, uid),
      [labels.dockerType]: 'podsandbox',
      [labels.containerName]: 'POD',
      [labels.specHash]: specHash,
      [labels.pod]: JSON.stringify(pod),
      ...(context.source ? { [labels.source]: context.source } : {}),
      ...(context.manifestDirectory ? { [labels.directory]: context.manifestDirectory } : {}),
      ...(context.createdAt ? { [labels.createdAt]: context.createdAt } : {}),
      ...(context.runtime ? { [labels.runtime]: context.runtime } : {}),
      ...settingsLabel(pod, context),
      ...(context.hostIP ? { [labels.hostIP]: context.hostIP } : {}),
      ...(hostNetwork ? { [labels.nodeIP]: context.facts.nodeIP } : {}),
    },
    hostNetwork,
    hostIPC: spec.hostIPC ?? false,
    hostPID: spec.hostPID ?? false,
    portMappings: portMappingsOf(pod, context.hostIP || defaultHostIP),
    volumes,
    capabilities: sandboxCapabilities(pod, volumes),
    ...(fsGroup === undefined
      ? {}
      : { fsGroup: { gid: fsGroup, changePolicy: fsGroupChangePolicy ?? 'Always' } }),
    sysctls: sysctlsOf(pod, context.allowedUnsafeSysctls),
    ...podCgroup(pod, uid, context),
    ...(oomScoreAdj === undefined ? {} : { oomScoreAdj }),
    ...(context.runtime ? { runtime: context.runtime } : {}),
  };
}

/** The settings that another window must plan this pod with, in so far as it depends on them. */
function settingsLabel(
  pod: Pod,
  { runtime, allowedUnsafeSysctls, podLimits }: PlanContext,
): Record<string, string> {
  const { spec } = pod;
  const name = spec.runtimeClassName;
  const used = {
    ...(name && runtime ? { runtimeClasses: { [name]: runtime } } : {}),
    ...(spec.securityContext?.sysctls?.length && allowedUnsafeSysctls?.length
      ? { allowedUnsafeSysctls }
      : {}),
    ...(podLimits === 'containers' && hasSumOfLimits(pod) ? { podLimits } : {}),
  };
  return Object.keys(used).length ? { [labels.settings]: JSON.stringify(used) } : {};
}
