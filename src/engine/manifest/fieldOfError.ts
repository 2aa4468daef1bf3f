import type { EngineError } from '../model/engineError';
import type { Container, Pod } from '../model/pod';

/**
 * The field of the pod's manifest that can mend a failed run, in Kubernetes' notation: `spec.containers[0].image`.
 * Undefined where no field can, or the error is about nothing that this pod has.
 */
export function fieldOfError(
  { code, args }: Pick<EngineError, 'code' | 'args'>,
  { spec }: Pod,
): string | undefined {
  switch (code) {
    case 'image-not-found':
    case 'image-denied':
    case 'image-pull-failed':
    case 'image-never-pulled':
    case 'image-platform':
      return imageField(spec.containers, args);
    case 'port-taken':
      return portField(spec.containers, args);
    case 'host-path-missing':
    case 'host-path-relative':
      return item('spec.volumes', spec.volumes ?? [], ({ name }) => name === args.volume, '.hostPath.path');
    case 'runtime-class-unknown':
      return 'spec.runtimeClassName';
    case 'command-not-found':
      return commandField(spec.containers, args);
    case 'docker-failed':
      return refusedField(spec.containers, args);
    default:
      return undefined;
  }
}

type Args = Record<string, string>;

/** Docker may name the image in another way than the manifest does; then it says whose it is. */
function imageField(containers: readonly Container[], { image, container }: Args): string | undefined {
  return (
    item('spec.containers', containers, ({ name }) => name === container, '.image') ??
    item('spec.containers', containers, (each) => each.image === image, '.image')
  );
}

function portField(containers: readonly Container[], { port }: Args): string | undefined {
  const at = containers.findIndex(({ ports = [] }) =>
    ports.some(({ hostPort }) => String(hostPort) === port),
  );
  const ports = `spec.containers[${at}].ports`;
  return item(ports, containers[at]?.ports ?? [], ({ hostPort }) => String(hostPort) === port, '.hostPort');
}

/** The program that cannot be run; where the image names it, the container that has this image. */
function commandField(
  containers: readonly Container[],
  { container, detail = '' }: Args,
): string | undefined {
  const own = containers.find(({ name }) => name === container);
  const [argument] = own?.args ?? [];
  const isArgument = argument !== undefined && argument !== '' && detail.includes(argument);
  const field = own?.command?.length ? '.command[0]' : isArgument ? '.args[0]' : '.name';
  return item('spec.containers', containers, (each) => each === own, field);
}

/** Docker refused the container for a reason of its own: its memory limit where it says so, else its name. */
function refusedField(
  containers: readonly Container[],
  { container, detail = '' }: Args,
): string | undefined {
  const own = containers.find(({ name }) => name === container);
  const memory = /memory limit/i.test(detail) && own?.resources?.limits?.memory !== undefined;
  const field = memory ? '.resources.limits.memory' : '.name';
  return item('spec.containers', containers, (each) => each === own, field);
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
