import { allContainers, type PodSnapshot, type PublishedPort } from '../../engine';
import type { Translate } from '../translate';
import { statusesOf } from './containersOf';

/** One line of a tooltip: plain text, which its drawer escapes. */
export interface TooltipLine {
  label: string;
  text: string;
  link?: string;
  /** A codicon before the label. */
  icon?: 'warning' | 'circle-small';
}

/** What the tooltip of a pod says, line by line. */
export function podTooltip(snapshot: PodSnapshot, t: Translate): TooltipLine[] {
  const { status, publishedPorts, source } = snapshot;
  const lines = [
    line(t('Message'), status.message),
    ...statusesOf(snapshot).map(({ name, state }) =>
      line(name, state.waiting?.message ?? state.terminated?.message),
    ),
    ...conditionLines(snapshot, t),
    line(t('Pod IP'), status.podIP),
    ...publishedPorts.map((port) => line(t('Port'), portText(port), portUrl(port))),
    line(t('Quality of service'), status.qosClass),
    line(t('Manifest'), source && sourceText(source), source),
  ];
  return lines.filter((entry) => entry !== undefined);
}

/** Those that hold in one line: what does not is what matters. */
function conditionLines({ status: { conditions } }: PodSnapshot, t: Translate): (TooltipLine | undefined)[] {
  const holding = conditions.filter(({ status }) => status === 'True').map(({ type }) => type);
  const others = conditions.filter(({ status }) => status !== 'True');
  return [
    ...others.map(({ type, status, reason, message }) =>
      line(type, [status, reason, message].filter(Boolean).join(' · ')),
    ),
    line(t('Conditions'), holding.join(', ')),
  ];
}

/** What the tooltip of one container says. */
export function containerTooltip(snapshot: PodSnapshot, name: string, t: Translate): TooltipLine[] {
  const { publishedPorts } = snapshot;
  const is = statusesOf(snapshot).find((container) => container.name === name);
  const { waiting, running, terminated } = is?.state ?? {};
  const last = is?.lastState?.terminated;
  const lines: (TooltipLine | undefined)[] = [
    line(t('State'), waiting?.reason ?? terminated?.reason ?? (running ? 'Running' : undefined)),
    line(t('Message'), waiting?.message ?? terminated?.message),
    line(t('Started'), running && timeText(running.startedAt)),
    line(t('Exit code'), terminated && String(terminated.exitCode)),
    line(t('Last exit'), last && `${last.reason} · ${last.exitCode} · ${timeText(last.finishedAt)}`),
    line(t('Image'), allContainers(snapshot.spec).find((container) => container.name === name)?.image),
    line(t('Container ID'), shortId(is?.containerID)),
    ...publishedPorts
      .filter(({ containerName }) => containerName === name)
      .map((port) => line(t('Port'), portText(port), portUrl(port))),
  ];
  return lines.filter((entry) => entry !== undefined);
}

/** What the tooltip of the sandbox says. */
export function sandboxTooltip({ sandbox, status }: PodSnapshot, t: Translate): TooltipLine[] {
  const lines = [
    line(t('What it is'), t('The container that holds the pod’s namespaces; the others join them.')),
    line(t('State'), sandbox?.state),
    line(t('Pod IP'), status.podIP),
    line(t('Attempt'), sandbox && String(sandbox.attempt)),
    line(t('Container ID'), shortId(sandbox?.id)),
  ];
  return lines.filter((entry) => entry !== undefined);
}

function line(label: string, text: string | undefined, link?: string): TooltipLine | undefined {
  return text ? { label, text, ...(link ? { link } : {}) } : undefined;
}

/** `127.0.0.1:8080 → nginx:80`, with the protocol where it is not TCP. */
export function portText({
  hostIP,
  hostPort,
  containerName,
  containerPort,
  protocol,
}: PublishedPort): string {
  const text = `${bracketed(hostIP)}:${hostPort} → ${containerName}:${containerPort}`;
  return protocol === 'TCP' ? text : `${text}/${protocol}`;
}

/** The address a browser on this machine reaches a published TCP port under; undefined for other protocols. */
export function portUrl({ hostIP, hostPort, protocol }: PublishedPort): string | undefined {
  if (protocol !== 'TCP') return undefined;
  const everywhere = hostIP === '' || hostIP === '0.0.0.0' || hostIP === '::';
  return `http://${everywhere ? 'localhost' : bracketed(hostIP)}:${hostPort}/`;
}

/** `2026-11-20T08:04:11.864997251Z` as `2026-11-20 08:04:11 UTC`. */
function timeText(time: string): string {
  const [, day, clock] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)[.\d]*Z$/.exec(time) ?? [];
  return day && clock ? `${day} ${clock} UTC` : time;
}

/** The twelve digits that Docker's own lists show. */
function shortId(id: string | undefined): string | undefined {
  return id?.replace(/^docker:\/\//, '').slice(0, 12);
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function sourceText(source: string): string {
  const path = source.replace(/^[a-z][\w+.-]*:(\/\/[^/]*)?/i, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
