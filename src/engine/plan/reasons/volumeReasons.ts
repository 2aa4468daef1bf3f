import { allContainers } from '../../model/allContainers';
import type { Volume } from '../../model/pod';
import type { MountConfig, PlanReason, PodPlan, VolumeConfig } from '../podPlan';
import { present } from './present';

type Plan = Omit<PodPlan, 'reasons'>;

/** What becomes of each volume of the pod, in the manifest's order, and of its fsGroup. */
export function volumeReasons(plan: Plan): PlanReason[] {
  const { fsGroup } = plan.sandbox;
  return [
    ...(plan.pod.spec.volumes ?? []).map((volume, index) => {
      const config = plan.sandbox.volumes.find(({ name }) => name === volume.name);
      const [what, why] = saidOf(plan, volume, config);
      return { subject: `volume ${volume.name}`, what, why, path: `spec.volumes[${index}]` };
    }),
    ...present([
      fsGroup && {
        subject: 'sandbox',
        what: `volumes given to group ${fsGroup.gid}`,
        why:
          fsGroup.changePolicy === 'OnRootMismatch'
            ? 'the fsGroup, where the root of a volume is not its own yet'
            : 'the fsGroup, at each start of the pod',
        path: 'spec.securityContext.fsGroup',
      },
    ]),
  ];
}

function saidOf(plan: Plan, volume: Volume, config: VolumeConfig | undefined): [what: string, why: string] {
  if (volume.hostPath) return [`bind mount of ${hostPathOf(plan, volume)}`, typeText(volume.hostPath.type)];
  if (volume.image && !config) {
    return [`image ${volume.image.reference}, mounted read-only`, 'Docker mounts it where a container does'];
  }
  if (!config) return ['nothing', 'its source is not supported: a pod with it is not run'];
  const name = `volume ${config.volumeName}`;
  if (config.content) {
    return [
      `${name} with files of ${sourcesOf(config)}`,
      'Docker has no such objects: the sandbox writes the files, and again when they change',
    ];
  }
  if (volume.persistentVolumeClaim) {
    return [name, `the claim ${volume.persistentVolumeClaim.claimName}: it outlives the pod`];
  }
  if (volume.ephemeral) return [name, 'a claim of its own: it is removed with the pod'];
  if (volume.image)
    return [`${name} with the files of ${volume.image.reference}`, 'this Docker cannot mount images'];
  if (volume.nfs) return [`${name} on ${volume.nfs.server}:${volume.nfs.path}`, "Docker's host mounts it"];
  const size = config.tmpfs?.sizeBytes ? ` of ${config.tmpfs.sizeBytes} bytes` : '';
  return [
    `${name}${config.tmpfs ? ` on tmpfs${size}` : ''}`,
    'an emptyDir lives as long as the pod, longer than any of its containers',
  ];
}

/** As planned: a relative path starts at the manifest. */
function hostPathOf(plan: Plan, { name, hostPath }: Volume): string {
  const mounts = allContainers(plan).flatMap(({ config }) => config.mounts);
  const bind = mounts.find(
    (mount): mount is MountConfig & { kind: 'bind' } => mount.kind === 'bind' && mount.volume === name,
  );
  return bind?.hostPath ?? hostPath?.path ?? '';
}

function typeText(type = ''): string {
  if (type === '') return "a path of Docker's host, not looked at";
  return type.endsWith('OrCreate')
    ? `a path of Docker's host, made as a ${type.replace('OrCreate', '').toLowerCase()} where nothing is`
    : `a path of Docker's host, which must be a ${type}`;
}

/** Names of objects, never what is in them. */
function sourcesOf({ content }: VolumeConfig): string {
  const sources = (content?.sources ?? []).map((source) =>
    'name' in source ? `${source.kind} ${source.name}` : 'the pod itself',
  );
  return [...new Set(sources)].join(', ') || 'nothing';
}
