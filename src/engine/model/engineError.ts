/**
 * What went wrong between the engine and Docker, as coded data; `model/messages.ts` has the sentence of each code.
 * `reason` of a container's state uses Kubernetes' own words and is derived from the code where both exist.
 */
export type EngineErrorCode =
  | 'docker-unreachable'
  | 'docker-permission'
  | 'docker-unsupported-host'
  | 'docker-context-broken'
  | 'image-not-found'
  | 'image-denied'
  | 'image-pull-failed'
  | 'image-never-pulled'
  | 'image-platform'
  | 'image-name-invalid'
  | 'port-taken'
  | 'host-path-missing'
  | 'host-path-relative'
  | 'command-not-found'
  | 'runtime-unknown'
  | 'name-taken'
  | 'pod-not-found'
  | 'no-previous-attempt'
  | 'probe-unavailable'
  | 'connect-refused'
  | 'cancelled'
  | 'docker-failed'
  | 'object-missing'
  | 'object-key-missing'
  | 'file-key-missing'
  | 'env-file-malformed'
  | 'runs-as-root'
  | 'user-not-numeric'
  | 'host-path-type'
  | 'sub-path'
  | 'runtime-class-unknown'
  | 'insufficient-resource'
  | 'sysctl-forbidden'
  | 'sysctl-of-host'
  | 'hostname-too-long'
  | 'seccomp-profile'
  | 'apparmor-missing'
  | 'volume-failed'
  | 'manifest-lost'
  | 'hook-failed'
  | 'pod-limits-not-held'
  | 'not-with-this-docker';

/** The one error the engine throws. Its message is for logs; people read the sentence of its code. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;
  /** The values the sentence names: image, port, container, pod, detail. */
  readonly args: Record<string, string>;

  constructor(code: EngineErrorCode, args: Record<string, string> = {}, cause?: unknown) {
    const detail = Object.entries(args)
      .map(([key, value]) => `${key}=${value}`)
      .join(' ');
    super(`${code}${detail ? ` (${detail})` : ''}`, cause === undefined ? undefined : { cause });
    this.name = 'EngineError';
    this.code = code;
    this.args = args;
  }
}

/** The error that a connection's state is, for calls that need Docker. */
export function unreachable(
  state:
    | { status: string; endpoint?: string }
    | { status: 'unreachable'; code: EngineErrorCode; args: Record<string, string> },
): EngineError {
  return 'code' in state
    ? new EngineError(state.code, state.args)
    : new EngineError('docker-unreachable', { endpoint: state.endpoint ?? '' });
}

/** A connection that breaks in the middle of a call does not say where it led: gives the error that does. */
export function withEndpoint(error: unknown, state: { status: string; endpoint?: string }): unknown {
  if (!(error instanceof EngineError) || error.code !== 'docker-unreachable' || error.args.endpoint)
    return error;
  return new EngineError(error.code, { ...error.args, endpoint: state.endpoint ?? '' }, error);
}
