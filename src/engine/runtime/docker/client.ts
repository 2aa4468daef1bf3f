import Docker from 'dockerode';
import { EngineError } from '../../model/engineError';
import type { DockerEndpoint } from './endpoint';

/**
 * A dockerode for the endpoint. No `agent` is set: docker-modem inspects the whole of it at every request, and Node's
 * default agent keeps connections alive by itself. Throws EngineError `docker-unsupported-host`.
 */
export function createClient({ url, tls }: DockerEndpoint): Docker {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // docker-modem fills what is not given from DOCKER_HOST: each option is said, also where it is nothing.
  if (parsed?.protocol === 'unix:' || parsed?.protocol === 'npipe:') {
    const socketPath = url.slice(parsed.protocol.length + 2);
    return new Docker({
      socketPath,
      host: undefined,
      port: undefined,
      protocol: 'http',
    } as Docker.DockerOptions);
  }
  if (parsed?.protocol === 'tcp:' || parsed?.protocol === 'http:' || parsed?.protocol === 'https:') {
    const secure = tls !== undefined || parsed.protocol === 'https:';
    return new Docker({
      host: parsed.hostname.replace(/^\[|\]$/g, ''),
      port: parsed.port || (secure ? 2376 : 2375),
      protocol: secure ? 'https' : 'http',
      ...tls,
    } as Docker.DockerOptions);
  }
  throw new EngineError('docker-unsupported-host', { endpoint: url });
}
