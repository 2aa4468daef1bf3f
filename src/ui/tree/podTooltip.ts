import type { PodSnapshot, PublishedPort } from '../../engine';
import type { Translate } from '../translate';

/** One line of a tooltip: plain text, which its drawer escapes. */
export interface TooltipLine {
  label: string;
  text: string;
  link?: string;
}

/** What the tooltip of a pod says, line by line. */
export function podTooltip({ status, publishedPorts, source }: PodSnapshot, t: Translate): TooltipLine[] {
  const lines: TooltipLine[] = [];
  const say = (label: string, text: string | undefined, link?: string) => {
    if (text) lines.push({ label, text, ...(link ? { link } : {}) });
  };
  say(t('Message'), status.message);
  for (const { name, state } of status.containerStatuses) {
    say(name, state.waiting?.message ?? state.terminated?.message);
  }
  for (const { type, status: is, reason, message } of status.conditions) {
    say(type, is === 'True' ? is : [is, reason, message].filter(Boolean).join(' · '));
  }
  say(t('Pod IP'), status.podIP);
  for (const port of publishedPorts) say(t('Port'), portText(port), portUrl(port));
  say(t('Quality of service'), status.qosClass);
  say(t('Manifest'), source && sourceText(source), source);
  return lines;
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
