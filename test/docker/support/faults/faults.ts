import type Docker from 'dockerode';
import type { Random } from '../../../unit/support/random';
import type { FaultPod } from './faultPods';
import { type FaultWorld, nameOf, partsOf } from './faultWorld';

/** Something that happens. Drawn before anything is looked at, so that a seed gives the same again. */
export interface Fault {
  text: string;
  inflict(world: FaultWorld): Promise<void>;
  /** The pod that nothing is left of. */
  removes?: FaultPod;
}

type Deed = (container: Docker.Container) => Promise<unknown>;

/** What somebody at a terminal may do to any part of a pod. */
const deeds: Record<string, Deed> = {
  kill: (container) => container.kill(),
  stop: (container) => container.stop({ t: 1 }),
  restart: (container) => container.restart({ t: 0 }),
  remove: (container) => container.remove({ force: true }),
  pause: (container) => container.pause(),
  'kill from the host': async (container) => killProcess((await container.inspect()).State.Pid),
};

/** Something that happens to this pod. */
export function podFault(pod: FaultPod, random: Random): Fault {
  const { name } = pod.key;
  const parts = ['POD', ...pod.running, ...pod.initial];
  const part = parts[random.below(parts.length)] ?? '';
  const kind = random.below(10);
  if (kind === 0) {
    return { text: `${name}: remove all but ${part}`, inflict: (world) => removeAllBut(world, pod, part) };
  }
  if (kind === 1) {
    return {
      text: `${name}: remove all`,
      inflict: (world) => removeAllBut(world, pod),
      removes: pod,
    };
  }
  if (kind === 2) {
    return {
      text: `${name}: start what is dead of ${part}`,
      inflict: (world) => startDead(world, pod, part),
    };
  }
  const names = Object.keys(deeds);
  const deed = names[random.below(names.length)] ?? '';
  return {
    text: `${name}: ${deed} ${part}`,
    inflict: async (world) => {
      const [newest] = (await partsOf(world, pod)).filter((one) => nameOf(one) === part);
      if (newest) await deeds[deed]?.(world.daemon.docker.getContainer(newest.Id)).catch(unlessRefused);
    },
  };
}

/** Something that happens to all pods, for it happens to Docker. */
export function daemonFault({ pods, mayCrash }: FaultWorld, random: Random): Fault {
  const liveRestore = mayCrash && random.below(2) === 1;
  const start = (world: FaultWorld) => world.daemon.start({ liveRestore });
  const then = liveRestore ? 'start with live-restore' : 'start';
  const victim = pods[random.below(pods.length)];
  const part = ['POD', ...(victim?.running ?? [])][random.below(1 + (victim?.running.length ?? 0))] ?? '';
  switch (mayCrash ? random.below(8) : undefined) {
    case 0:
      return {
        text: `power off, ${then}`,
        inflict: (world) => world.daemon.powerOff().then(() => start(world)),
      };
    case 1:
    case 2:
      return {
        text: `Docker is killed, ${victim?.key.name} loses ${part}, ${then}`,
        inflict: async (world) => {
          const [own] = victim ? (await partsOf(world, victim)).filter((one) => nameOf(one) === part) : [];
          const inspect = own && (await world.daemon.docker.getContainer(own.Id).inspect());
          await world.daemon.kill();
          if (inspect) killProcess(inspect.State.Pid);
          await start(world);
        },
      };
    case 3:
    case 4:
      return {
        text: `Docker is killed, ${then}`,
        inflict: (world) => world.daemon.kill().then(() => start(world)),
      };
    default:
      return {
        text: `Docker is stopped, ${then}`,
        inflict: (world) => world.daemon.stop().then(() => start(world)),
      };
  }
}

/** At once, as `docker rm -f` does it. */
async function removeAllBut(world: FaultWorld, pod: FaultPod, part?: string): Promise<void> {
  const all = await partsOf(world, pod);
  const gone = all.filter((one) => nameOf(one) !== part);
  await Promise.all(
    gone.map(({ Id }) => world.daemon.docker.getContainer(Id).remove({ force: true }).catch(unlessRefused)),
  );
}

/** The oldest attempt that is not up: in the present sandbox it would be a second copy. */
async function startDead(world: FaultWorld, pod: FaultPod, part: string): Promise<void> {
  const all = (await partsOf(world, pod)).filter((one) => nameOf(one) === part);
  const dead = all.filter(({ State }) => State !== 'running').at(-1);
  if (dead) await world.daemon.docker.getContainer(dead.Id).start().catch(unlessRefused);
}

function killProcess(pid: number): void {
  if (pid > 0) process.kill(pid, 'SIGKILL');
}

/** It may be gone, or in no state for that: at a terminal one would read so. */
function unlessRefused(error: { statusCode?: number; code?: string }): void {
  if (error.statusCode === undefined && error.code !== 'ESRCH') throw error;
}
