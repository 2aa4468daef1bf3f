import { allContainers } from '../model/allContainers';
import type { EngineError } from '../model/engineError';
import type { Container, EnvVar, Pod, PodSpec } from '../model/pod';
import { referencesOf } from './objects/referencesOf';
import type { DraftPod } from './validate/draft';

/**
 * The field of the pod's manifest that can mend a failed run, in Kubernetes' notation: `spec.containers[0].image`.
 * Undefined where no field can, or the error is about nothing that this pod has.
 */
export function fieldOfError(
  { code, args }: Pick<EngineError, 'code' | 'args'>,
  pod: Pod,
): string | undefined {
  const { spec } = pod;
  switch (code) {
    case 'image-not-found':
    case 'image-denied':
    case 'image-pull-failed':
    case 'image-never-pulled':
    case 'image-platform':
    case 'image-name-invalid':
      return imageField(spec, args);
    case 'port-taken':
      return portField(spec, args);
    case 'host-path-missing':
    case 'host-path-relative':
      return volumeField(spec, args, '.hostPath.path');
    case 'host-path-type':
      return volumeField(spec, args, '.hostPath.type');
    case 'volume-failed':
    case 'sub-path':
      return volumeField(spec, args, '');
    case 'object-missing':
    case 'object-key-missing':
      return objectField(pod, args);
    case 'runtime-class-unknown':
      return 'spec.runtimeClassName';
    case 'insufficient-resource':
      return requestField(spec, args);
    case 'sysctl-forbidden':
    case 'sysctl-of-host':
      return item(
        'spec.securityContext.sysctls',
        spec.securityContext?.sysctls ?? [],
        ({ name }) => name.replaceAll('/', '.') === args.name?.replaceAll('/', '.'),
        '.name',
      );
    case 'hook-failed':
      return containerField(spec, ({ name }) => name === args.container, `.lifecycle.${args.hook}`);
    case 'hostname-too-long':
      return 'spec.setHostnameAsFQDN';
    case 'seccomp-profile':
      return securityField(spec, args, 'seccompProfile');
    case 'apparmor-missing':
      return securityField(spec, args, 'appArmorProfile');
    case 'runs-as-root':
    case 'user-not-numeric':
      return containerField(spec, ({ name }) => name === args.container, '.securityContext');
    case 'command-not-found':
      return commandField(spec, args);
    case 'file-key-missing':
      return fileKeyField(spec, args, '.key');
    case 'env-file-malformed':
      return fileKeyField(spec, args, '.path');
    case 'name-taken':
      return containerField(spec, ({ name }) => name === args.container, '.name');
    case 'docker-failed':
      return refusedField(spec, args);
    default:
      return undefined;
  }
}

type Args = Record<string, string>;

/** Docker may name the image in another way than the manifest does; then it says whose it is. */
function imageField(spec: PodSpec, args: Args): string | undefined {
  const { image, container } = args;
  return (
    volumeField(spec, args, '.image.reference') ??
    containerField(spec, ({ name }) => name === container, '.image') ??
    containerField(spec, (each) => each.image === image, '.image') ??
    item('spec.volumes', spec.volumes ?? [], (each) => each.image?.reference === image, '.image.reference')
  );
}

/** Where the pod first names the object, or the key of it, and cannot do without. */
function objectField(pod: Pod, { kind, name, key }: Args): string | undefined {
  const needed = referencesOf(pod as DraftPod, pod.metadata.namespace).filter(
    ({ ref, optional }) => ref.kind === kind && ref.name === name && !optional,
  );
  const ofKey = needed.flatMap(({ keys }) => keys).find((each) => each.key === key);
  return ofKey?.path ?? needed[0]?.path;
}

/** The first variable that is taken from the file. */
function fileKeyField(spec: PodSpec, { file, volume, key }: Args, field: string): string | undefined {
  const isIt = ({ valueFrom }: EnvVar) => {
    const ref = valueFrom?.fileKeyRef;
    return ref?.volumeName === volume && ref?.path === file && (key === undefined || ref?.key === key);
  };
  const own = allContainers(spec).find(({ env = [] }) => env.some(isIt));
  const env = containerField(spec, (each) => each === own, '.env');
  return env && item(env, own?.env ?? [], isIt, `.valueFrom.fileKeyRef${field}`);
}

function volumeField({ volumes = [] }: PodSpec, { volume }: Args, field: string): string | undefined {
  return item('spec.volumes', volumes, ({ name }) => name === volume, field);
}

function portField(spec: PodSpec, { port }: Args): string | undefined {
  const isIt = ({ hostPort }: { hostPort?: number }) => String(hostPort) === port;
  const own = allContainers(spec).find(({ ports = [] }) => ports.some(isIt));
  const ports = containerField(spec, (each) => each === own, '.ports');
  return ports && item(ports, own?.ports ?? [], isIt, '.hostPort');
}

/** The pod's own request, else that of the container which asks for most of it first. */
function requestField(spec: PodSpec, { resource = '' }: Args): string | undefined {
  const asks = (each: Pick<Container, 'resources'>, list: 'requests' | 'limits') =>
    each.resources?.[list]?.[resource] !== undefined;
  for (const list of ['requests', 'limits'] as const) {
    if (asks(spec, list)) return `spec.resources.${list}.${resource}`;
    const field = containerField(spec, (each) => asks(each, list), `.resources.${list}.${resource}`);
    if (field) return field;
  }
  return undefined;
}

/** The program that cannot be run; where the image names it, the container that has this image. */
function commandField(spec: PodSpec, { container, detail = '' }: Args): string | undefined {
  const own = allContainers(spec).find(({ name }) => name === container);
  const [argument] = own?.args ?? [];
  const isArgument = argument !== undefined && argument !== '' && detail.includes(argument);
  const field = own?.command?.length ? '.command[0]' : isArgument ? '.args[0]' : '.name';
  return containerField(spec, (each) => each === own, field);
}

/** Docker refused the container for a reason of its own: its memory limit where it says so, else its name. */
function refusedField(spec: PodSpec, { container, detail = '' }: Args): string | undefined {
  const own = allContainers(spec).find(({ name }) => name === container);
  const memory = /memory limit/i.test(detail) && own?.resources?.limits?.memory !== undefined;
  return containerField(spec, (each) => each === own, memory ? '.resources.limits.memory' : '.name');
}

/** Of the container where it has a profile of its own, else of the pod. */
function securityField(
  spec: PodSpec,
  { container }: Args,
  profile: 'seccompProfile' | 'appArmorProfile',
): string | undefined {
  const own = (each: Container) => each.name === container && each.securityContext?.[profile] !== undefined;
  const field = `securityContext.${profile}.localhostProfile`;
  return containerField(spec, own, `.${field}`) ?? `spec.${field}`;
}

function containerField(
  { initContainers = [], containers }: PodSpec,
  isIt: (each: Container) => boolean,
  field: string,
): string | undefined {
  return (
    item('spec.initContainers', initContainers, isIt, field) ??
    item('spec.containers', containers, isIt, field)
  );
}

function item<T>(
  list: string,
  items: readonly T[],
  isIt: (each: T) => boolean,
  field: string,
): string | undefined {
  const index = items.findIndex(isIt);
  return index < 0 ? undefined : `${list}[${index}]${field}`;
}
