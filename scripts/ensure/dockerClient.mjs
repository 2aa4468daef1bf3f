import { dockerHost } from './dockerHost.mjs';

/** A client of the Docker Engine that `dockerHost` names. */
export async function dockerClient() {
  const { default: Docker } = await import('dockerode');
  const { host, from } = dockerHost();
  if (from !== 'context') return new Docker();
  const [scheme, rest = ''] = host.split('://');
  if (scheme === 'unix' || scheme === 'npipe') return new Docker({ socketPath: rest });
  const url = new URL(host);
  return new Docker({ protocol: 'http', host: url.hostname, port: url.port || 2375 });
}

/**
 * The containers of a pod in the namespace "default", by name.
 * @param {string} pod
 */
export async function containersOfPod(pod) {
  const docker = await dockerClient();
  const found = await docker.listContainers({ all: true, filters: { label: labelsOfPod(pod) } });
  return found.map(({ Names: [name = ''] }) => name.replace('/', ''));
}

/**
 * Removes what is left of a pod in the namespace "default": containers and volumes.
 * @param {string} pod
 */
export async function removeLeftoversOfPod(pod) {
  const docker = await dockerClient();
  for (const name of await containersOfPod(pod))
    await docker.getContainer(name).remove({ force: true, v: true });
  const { Volumes } = await docker.listVolumes({ filters: { label: labelsOfPod(pod) } });
  for (const { Name } of Volumes ?? []) await docker.getVolume(Name).remove();
}

function labelsOfPod(pod) {
  return [`io.kubernetes.pod.name=${pod}`, 'io.kubernetes.pod.namespace=default'];
}
