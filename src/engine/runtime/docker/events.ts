import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { labels } from '../../plan/names';
import type { RuntimeEvent } from '../podRuntime';
import { toEngineError } from './errors';
import { keyOf } from './status';

/**
 * What changes a container's status for those who look on. The others would only cost an inspection each: a created
 * container says nothing until it starts, `stop` and `kill` are followed by `die`, exec_* and top change nothing.
 */
const actions = new Set(['start', 'die', 'pause', 'unpause', 'update', 'rename', 'destroy']);

/** One stream of Docker's events about containers of ours. It ends when the daemon or the connection does. */
export async function openEvents(docker: Docker): Promise<Readable> {
  try {
    const filters = { type: ['container'], label: [`${labels.managed}=true`] };
    return (await docker.getEvents({ filters: JSON.stringify(filters) })) as unknown as Readable;
  } catch (error) {
    throw toEngineError(error);
  }
}

/** Calls the listener for each event until the stream ends; before each, `heard` with its time (ms, Docker's). */
export async function followEvents(
  stream: Readable,
  listener: (event: RuntimeEvent) => void,
  heard: (time: number) => void,
): Promise<void> {
  let rest = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.trim()) continue;
      const said = JSON.parse(line) as DockerEvent;
      if (said.timeNano) heard(Math.floor(said.timeNano / 1e6));
      const event = eventOf(said);
      if (event) listener(event);
    }
  }
}

interface DockerEvent {
  Action?: string;
  Actor?: { ID?: string; Attributes?: Record<string, string> };
  timeNano?: number;
}

function eventOf({ Action: action = '', Actor: actor }: DockerEvent): RuntimeEvent | undefined {
  const attributes = actor?.Attributes ?? {};
  const role = attributes[labels.dockerType];
  if (!actor?.ID || !actions.has(action) || (role !== 'podsandbox' && role !== 'container')) return undefined;
  return {
    type: 'container',
    action,
    id: actor.ID,
    role,
    key: keyOf(attributes),
    uid: attributes[labels.podUid] ?? '',
  };
}
