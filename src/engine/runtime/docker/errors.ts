import { EngineError, type EngineErrorCode } from '../../model/engineError';

/** The parts of docker-modem's errors that mean something. */
interface ModemError {
  statusCode?: number;
  code?: string;
  name?: string;
  message?: string;
  json?: { message?: string };
  address?: string;
}

/** Docker's HTTP status of a failed call, where it answered. */
export function statusOf(error: unknown): number | undefined {
  return (error as ModemError | undefined)?.statusCode;
}

/** Docker's own sentence of a failed call, without docker-modem's wrapping. */
export function detailOf(error: unknown): string {
  const { json, message } = (error ?? {}) as ModemError;
  const text = json?.message ?? message ?? String(error);
  return text.replace(/^\(HTTP code \d+\) [\w ]+ - /, '').trim();
}

/** The thing asked for is not there. */
export function isNotFound(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** Runs a stop or remove: it succeeds where the thing is gone, or is just being removed by somebody else. */
export async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    const status = statusOf(error);
    const underway =
      status === 409 && /removal of container .* is already in progress/i.test(detailOf(error));
    if (status !== 404 && status !== 304 && !underway) throw toEngineError(error);
  }
}

/**
 * What a failed call means, in the engine's words. The patterns are those of Docker Engine 20.10 to 28.5; what none
 * of them knows is `docker-failed` with Docker's own sentence.
 */
export function toEngineError(error: unknown, args: Record<string, string> = {}): EngineError {
  if (error instanceof EngineError) return error;
  const { code, name, address } = (error ?? {}) as ModemError;
  if (name === 'AbortError' || code === 'ABORT_ERR') return new EngineError('cancelled', {}, error);
  if (statusOf(error) === undefined && code) {
    const endpoint = args.endpoint ?? address ?? '';
    if (code === 'EACCES' || code === 'EPERM')
      return new EngineError('docker-permission', { endpoint }, error);
    if (lostCodes.has(code)) return new EngineError('docker-unreachable', { endpoint, detail: code }, error);
  }
  const detail = detailOf(error);
  for (const [pattern, engineCode, group] of known) {
    const match = pattern.exec(detail);
    // Without a container it is a program of ours or of Docker's that is missing.
    if (match && (engineCode !== 'command-not-found' || args.container)) {
      const told = engineCode === 'command-not-found' ? detail.replace(plumbing, '') : detail;
      return new EngineError(
        engineCode,
        { ...args, detail: told, ...(group ? { [group]: match[1] ?? '' } : {}) },
        error,
      );
    }
  }
  return new EngineError('docker-failed', { ...args, detail }, error);
}

/** A connection inside the pod that could not be made. */
export function dialError(error: unknown, port: number): EngineError {
  if (error instanceof EngineError) return error;
  const { code, message } = error as ModemError;
  return statusOf(error) === undefined
    ? new EngineError('connect-refused', { port: String(port), detail: code ?? message ?? '' }, error)
    : toEngineError(error);
}

/** The helper that reads the kernel could not be started or did not answer. */
export function probeError(error: unknown): EngineError {
  const known = toEngineError(error);
  return known.code === 'docker-failed'
    ? new EngineError('probe-unavailable', { detail: detailOf(error) }, error)
    : known;
}

const lostCodes = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
]);

/** Who handed the refusal on to whom, around what was refused. */
const plumbing = /^.*?(?=exec: ")|: unknown$/g;

const known: [RegExp, EngineErrorCode, string?][] = [
  [/Bind for [^ ]*?:(\d+) failed: port is already allocated/i, 'port-taken', 'port'],
  [
    /listen (?:tcp|udp|sctp)[46]? [^ ]*:(\d+): bind: (?:address already in use|only one usage)/i,
    'port-taken',
    'port',
  ],
  [/failed to bind (?:host )?port (?:for )?[^ ]*?:(\d+)/i, 'port-taken', 'port'],
  [/ports are not available.*?:(\d+)/i, 'port-taken', 'port'],
  [/bind source path does not exist: (.+)/i, 'host-path-missing', 'path'],
  [/unknown (?:or invalid runtime name:|runtime specified) (\S+)/i, 'runtime-unknown', 'runtime'],
  [
    /executable file not found|exec: "[^"]*":.* (?:no such file or directory|permission denied)/i,
    'command-not-found',
  ],
  [/(invalid reference format.*)/i, 'image-name-invalid', 'detail'],
  [/no such image: (\S+)/i, 'image-not-found', 'image'],
];
