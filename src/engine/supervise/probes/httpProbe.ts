import type { OutgoingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import { authorityOf, type HttpGetAction, headersOf, urlOf } from '../../net/httpAction';
import { type HttpAnswer, httpGet, UnreadBody } from '../../net/httpOver';
import { streamMessage } from '../../net/networkMessage';
import { failure, type ProbeCall, type ProbeOutcome, probeAgent, refusal, success } from './probeCall';

const maxBodyBytes = 10 * 1024;
const maxRequests = 10;
const timeUp = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
/** Those that Go follows. */
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * A GET that is answered with 200 to 399. Redirects within the host are followed; one that leads to another host is
 * enough of an answer. https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/probe/http/http.go
 */
export async function httpProbe(call: ProbeCall, action: HttpGetAction, port: number): Promise<ProbeOutcome> {
  const host = action.host || call.podIP;
  let url = urlOf(action, authorityOf(host, port));
  let headers = headersOf(action, probeAgent);
  const { hostname } = url;
  for (let requests = 0; requests < maxRequests; requests++) {
    const answer = await get(call, action.host, url, headers);
    if ('result' in answer) return answer;
    const { location } = answer.headers;
    if (!redirects.has(answer.statusCode) || typeof location !== 'string') return judge(answer);
    if (!URL.canParse(location, url.href))
      return failure(`Get "${url}": failed to parse Location header "${location}"`);
    const next = new URL(location, url);
    if (next.hostname !== hostname) return judge(answer);
    // A name that the manifest gives the host goes with it to another path, not to an address in full.
    if (URL.canParse(location)) headers = { ...headers, host: next.host };
    url = next;
  }
  return failure(`Get "${url}": stopped after ${maxRequests} redirects`);
}

function judge({ statusCode }: HttpAnswer): ProbeOutcome {
  if (statusCode < 200 || statusCode >= 400)
    return failure(`HTTP probe failed with statuscode: ${statusCode}`);
  return statusCode < 300 ? success : { result: 'success', message: 'Probe terminated redirects' };
}

/** One request; or what the probe has failed with. */
async function get(
  { dial, podIP, signal }: ProbeCall,
  host: string | undefined,
  url: URL,
  headers: OutgoingHttpHeaders,
): Promise<HttpAnswer | ProbeOutcome> {
  const secure = url.protocol === 'https:';
  const port = Number(url.port) || (secure ? 443 : 80);
  const says = (text: string) => `Get "${url}": ${text}`;
  let stream: Duplex;
  try {
    stream = await dial(host, port);
  } catch (error) {
    return refusal(error, host || podIP, port, says);
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
    // As in Kubernetes: an answer that breaks off after its headers says nothing.
    if (error instanceof UnreadBody) throw error;
    return failure(says(signal.aborted ? timeUp : streamMessage(error)));
  }
}
