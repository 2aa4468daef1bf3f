import assert from 'node:assert/strict';
import type Docker from 'dockerode';
import { eventually } from '../support/eventually';
import { type Random, seededRandom } from '../unit/support/random';
import { cgroupLayout, cgroupsOf } from './support/cgroups';
import type { FaultPod } from './support/faults/faultPods';
import { daemonFault, type Fault, podFault } from './support/faults/faults';
import { type FaultWorld, faultWorld, partsOf } from './support/faults/faultWorld';
import { whyNotWhole } from './support/faults/wholePod';
import { noPrivateDocker } from './support/privateDocker';

const whyNot = noPrivateDocker();
const count = Number(process.env.FAULT_COUNT ?? 25);
const random = seededRandom();

/** What waits longer than this (ms) waits for its back-off, which is skipped. */
const backOffMs = 2000;

/** How long (ms) after a fault every pod is whole again, or gone where nothing was left of it. */
const healedMs = 20_000;

describe(`pods to which things happen${whyNot ? ` (skipped: ${whyNot})` : ''}`, function () {
  this.timeout(60_000 + count * 5000);
  let world: FaultWorld;

  before(async function () {
    if (whyNot) this.skip();
    world = await faultWorld(random);
    for (const pod of world.pods) await world.run(pod);
    for (const pod of world.pods) await becomesWhole(world, pod);
  });
  after(() => world?.dispose());

  it(`are whole after each of ${count} faults (SEED=${random.seed} FAULT_COUNT=${count} repeats)`, async () => {
    for (let done = 0; done < count; ) done += await round(world, Math.min(count - done, world.pods.length));
  });

  it('leave nothing when they are removed', async () => {
    const { daemon, trial, pods } = world;
    await Promise.all(pods.map(({ key }) => world.engine().remove(key)));
    await world.engine().dispose();
    await eventually(async () => {
      assert.deepEqual(await remainsOn(daemon.docker), []);
      assert.deepEqual([...(await trial.leftovers()), ...daemon.remains()], []);
      return true;
    }, 'nothing is left');
  });
});

/** Names of everything on a Docker that is not its own. */
async function remainsOn(docker: Docker): Promise<string[]> {
  const [containers, { Volumes }, networks] = await Promise.all([
    docker.listContainers({ all: true }),
    docker.listVolumes(),
    docker.listNetworks(),
  ]);
  return [
    ...containers.flatMap(({ Names }) => Names),
    ...(Volumes ?? []).map(({ Name }) => Name),
    ...networks.map(({ Name }) => Name).filter((name) => !['bridge', 'host', 'none'].includes(name)),
  ];
}

/** One fault of Docker's, or of several pods at once, sometimes with the engine's own end: gives how many they were. */
async function round(world: FaultWorld, most: number): Promise<number> {
  const faults = drawFaults(world, random, most);
  // Only a window that knew the pod as it was can tell that all of it was removed, and how often it had been restarted.
  const engineDies = random.below(6) === 0 && !faults.some(({ text }) => /remove/.test(text));
  const text = [...faults.map((fault) => fault.text), ...(engineDies ? ['the engine is killed'] : [])].join(
    '; ',
  );
  world.log.push(`${new Date().toISOString()} ── ${text}`);
  const began = performance.now();
  // What has only just been made is taken for hurt, not for removed.
  if (faults.some(({ removes }) => removes)) world.clock.skip(2000);
  try {
    await Promise.all([
      ...faults.map((fault) => fault.inflict(world)),
      ...(engineDies ? [world.replaceEngine()] : []),
    ]);
    const gone = faults.flatMap(({ removes }) => removes ?? []);
    await Promise.all(
      world.pods.map((pod) => (gone.includes(pod) ? comesAnew(world, pod) : becomesWhole(world, pod))),
    );
  } catch (error) {
    throw new Error(`SEED=${random.seed}, after: ${text}\n${world.log.slice(-60).join('\n')}`, {
      cause: error,
    });
  }
  if (process.env.FAULT_TIMES) process.stdout.write(`${Math.round(performance.now() - began)} ms: ${text}\n`);
  return faults.length;
}

function drawFaults(world: FaultWorld, random: Random, most: number): Fault[] {
  if (random.below(6) === 0) return [daemonFault(world, random)];
  const faults = world.pods.filter(() => random.below(4) > 0).map((pod) => podFault(pod, random));
  return faults.slice(0, most);
}

async function becomesWhole(world: FaultWorld, pod: FaultPod): Promise<void> {
  let why: string | undefined;
  let skippedAt = performance.now();
  await eventually(
    async () => {
      why = await whyNotWhole(world, pod).catch((error: unknown) => String(error));
      if (why && performance.now() - skippedAt > backOffMs && waits(world, pod)) {
        skippedAt = performance.now();
        world.clock.skip(300_000);
      }
      return !why;
    },
    'the pod is whole',
    healedMs,
  ).catch(async (error: unknown) => {
    const said = await world
      .engine()
      .describe(pod.key)
      .catch((failure: unknown) => String(failure));
    throw new Error(`${pod.key.name}: ${why}\n${said}`, { cause: error });
  });
}

/** Something of it waits: for its back-off, if for long. */
function waits(world: FaultWorld, { key }: FaultPod): boolean {
  const { containerStatuses = [], initContainerStatuses = [] } = world.engine().pod(key)?.status ?? {};
  return [...initContainerStatuses, ...containerStatuses].some(({ state }) => state.waiting);
}

/** Of a pod of which every part was removed nothing stays; then it is run again. */
async function comesAnew(world: FaultWorld, pod: FaultPod): Promise<void> {
  const { docker } = world.daemon;
  const layout = await cgroupLayout(docker);
  let remains: string[] = [];
  await eventually(
    async () => {
      const [parts, { Volumes }] = await Promise.all([
        partsOf(world, pod),
        docker.listVolumes({ filters: { label: [`io.kubernetes.pod.uid=${pod.uid}`] } }),
      ]);
      remains = [
        ...parts.flatMap(({ Names }) => Names),
        ...(Volumes ?? []).map(({ Name }) => Name),
        ...cgroupsOf(pod.uid, layout),
      ];
      return remains.length === 0 && !world.engine().pod(pod.key);
    },
    'the pod is gone',
    healedMs,
  ).catch((error: unknown) => {
    throw new Error(`${pod.key.name} is not gone: ${remains.join(', ')}`, { cause: error });
  });
  await world.run(pod);
  await becomesWhole(world, pod);
}
