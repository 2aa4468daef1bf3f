import { EngineError } from '../model/engineError';

/** What Go's net says where Node has a code: Kubernetes' events carry these words. */
const words: Record<string, string> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'i/o timeout',
  ENOTFOUND: 'no such host',
};

/** Not the other side's doing: the way through Docker failed, or has no room for more. */
const ofDialler = new Set(['ECONNRESET', 'EMFILE', 'EPROTO']);

/** True where a connection could not be made because the pod did not take it. False where nobody knows. */
export function isRefusal(error: unknown): error is EngineError {
  return (
    error instanceof EngineError &&
    error.code === 'connect-refused' &&
    !ofDialler.has(error.args.detail ?? '')
  );
}

/** `dial tcp 10.0.0.5:80: connect: connection refused`, as Kubernetes' events say it. */
export function dialMessage({ args: { detail = '' } }: EngineError, authority: string): string {
  return `dial tcp ${authority}: ${words[detail] ?? detail}`;
}

/** It was no TLS that answered: OpenSSL takes the letters of `HTTP` for a version, and so does VS Code's BoringSSL. */
export function isPlainAnswer(error: unknown): boolean {
  return error instanceof Error && /wrong[ _]version[ _]number/i.test(error.message);
}

/** What went wrong on a connection that stood, in Go's words where they are known. */
export function streamMessage(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ECONNRESET') return message === 'socket hang up' ? 'EOF' : 'read: connection reset by peer';
  if (isPlainAnswer(error)) return 'http: server gave HTTP response to HTTPS client';
  return message;
}
