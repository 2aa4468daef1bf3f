import type { OutgoingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import { authorityOf, type HttpGetAction, headersOf, urlOf } from './httpAction';
import { type HttpAnswer, httpGet, UnreadBody } from './httpOver';
import { dialMessage, isPlainAnswer, isRefusal, streamMessage } from './networkMessage';

export interface PodGet {
  action: HttpGetAction;
  /** The action's, as a number. */
  port: number;
  podIP: string;
  userAgent: string;
  /** Aborted when the time is up. */
  signal: AbortSignal;
  /** Opens the connections, to the pod where no host is given. Throws as `podDial`. */
  dial(host: string | undefined, port: number): Promise<Duplex>;
}

/** The other side gave no answer. The message is in the words that Kubernetes' events have: `Get "http://…": EOF`. */
export class RequestFailed extends Error {
  /** HTTP answered where HTTPS was asked for. */
  readonly isPlain: boolean;

  constructor(url: URL, words: string, cause?: unknown) {
    super(`Get "${url}": ${words}`, { cause });
    this.isPlain = isPlainAnswer(cause);
  }
}

const maxBodyBytes = 10 * 1024;
const maxRequests = 10;
const timeUp = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
/** Those that Go follows. */
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * A GET as the kubelet makes it for probes and hooks: redirects are followed within the host; one that leads elsewhere
 * is the answer. https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/probe/http/http.go. Throws RequestFailed,
 * UnreadBody, or what Docker failed with.
 */
export async function podGet(request: PodGet): Promise<HttpAnswer> {
  const { action, port, podIP, userAgent } = request;
  let url = urlOf(action, authorityOf(action.host || podIP, port));
  let headers = headersOf(action, userAgent);
  const { hostname } = url;
  for (let requests = 0; requests < maxRequests; requests++) {
    const answer = await getOnce(request, url, headers);
    const { location } = answer.headers;
    if (!redirects.has(answer.statusCode) || typeof location !== 'string') return answer;
    if (!URL.canParse(location, url.href)) throw new RequestFailed(url, `bad Location header "${location}"`);
    const next = new URL(location, url);
    if (next.hostname !== hostname) return answer;
    // A Host that the manifest gives goes with it to another path, not to an address in full.
    if (URL.canParse(location)) headers = { ...headers, host: next.host };
    url = next;
  }
  throw new RequestFailed(url, `stopped after ${maxRequests} redirects`);
}

async function getOnce(
  { action: { host }, podIP, dial, signal }: PodGet,
  url: URL,
  headers: OutgoingHttpHeaders,
): Promise<HttpAnswer> {
  const secure = url.protocol === 'https:';
  const port = Number(url.port) || (secure ? 443 : 80);
  let stream: Duplex;
  try {
    stream = await dial(host, port);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new RequestFailed(url, dialMessage(error, authorityOf(host || podIP, port)), error);
  }
  try {
    const path = `${url.pathname}${url.search}`;
    return await httpGet(stream, {
      authority: url.host,
      path,
      headers,
      secure,
      maxBytes: maxBodyBytes,
      signal,
    });
  } catch (error) {
    if (error instanceof UnreadBody) throw error;
    throw new RequestFailed(url, signal.aborted ? timeUp : streamMessage(error), error);
  }
}
