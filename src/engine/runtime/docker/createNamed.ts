import { setTimeout } from 'node:timers/promises';
import type Docker from 'dockerode';
import { EngineError } from '../../model/engineError';
import { labels } from '../../plan/names';
import type { Created } from '../podRuntime';
import { isNotFound, statusOf, toEngineError, unlessGone } from './errors';

/**
 * Creates a container whose name is its idempotency key: where the name is taken by the same thing of ours that can
 * still be started or runs already, that one is adopted; one that has ended is adopted, too, or makes way, as
 * `ended` says; where ours is different, it makes way; a stranger's is left alone (EngineError `name-taken`).
 * `about` goes into the errors. `now` is Docker's time (ms), by which an attempt that was only created is young or old.
 */
export async function createNamed(
  docker: Docker,
  options: Docker.ContainerCreateOptions,
  about: Record<string, string>,
  ended: 'adopted' | 'replaced',
  now: () => number = Date.now,
): Promise<Created> {
  for (let tries = 1; ; tries++) {
    try {
      return { id: (await docker.createContainer(options)).id, created: true };
    } catch (error) {
      if (statusOf(error) !== 409 || tries === maxTries) {
        throw toEngineError(error, { image: options.Image ?? '', ...about });
      }
      const adopted = await adoptOrRemove(docker, options, about, ended, now());
      if (adopted) return { id: adopted, created: false };
    }
  }
}

/** A second at most: a create takes some 10 ms. */
const maxTries = 40;
const betweenTriesMs = 25;

async function adoptOrRemove(
  docker: Docker,
  options: Docker.ContainerCreateOptions,
  about: Record<string, string>,
  ended: 'adopted' | 'replaced',
  now: number,
): Promise<string | undefined> {
  const name = options.name ?? '';
  const holder = docker.getContainer(name);
  const inspect = await holder.inspect().catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw toEngineError(error);
  });
  if (!inspect) {
    // Another window's create is under way: it has the name, but there is no container yet.
    await setTimeout(betweenTriesMs);
    return undefined;
  }
  const own = inspect.Config.Labels;
  if (own[labels.managed] !== 'true') throw new EngineError('name-taken', { ...about, name });
  const wanted = options.Labels ?? {};
  const same = [labels.podUid, labels.specHash, labels.sandboxId].every(
    (label) => own[label] === wanted[label],
  );
  if (same && isAdopted(inspect, ended, now)) return inspect.Id;
  await unlessGone(docker.getContainer(inspect.Id).remove({ force: true }));
  return undefined;
}

/**
 * What runs is, and what is about to be started. Where an attempt that has ended counts, so does one whose start Docker
 * has refused, and one that was only created is another window's for a moment: what a crash has left has an environment
 * that may be old.
 */
function isAdopted(
  { State: state, Created }: Docker.ContainerInspectInfo,
  ended: 'adopted' | 'replaced',
  now: number,
): boolean {
  if (state.Running || (ended === 'replaced' && state.Status === 'created')) return true;
  if (ended === 'replaced') return false;
  if (state.Status !== 'created') return state.Status === 'exited';
  const wasRefused = state.ExitCode !== 0 || Boolean(state.Error);
  return wasRefused || Math.abs(now - Date.parse(Created)) < youngMs;
}

/** So long another window may take from the creation of a container to its start. */
const youngMs = 15_000;
