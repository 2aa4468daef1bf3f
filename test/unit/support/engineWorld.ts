import { EngineError, type EngineErrorCode } from '../../../src/engine/model/engineError';
import type { ObjectSource } from '../../../src/engine/model/podObject';
import type { PodSnapshot } from '../../../src/engine/model/podSnapshot';
import { type EngineSettings, PodEngine } from '../../../src/engine/podEngine';
import { type FakeClock, fakeClock, settled } from './fakeClock';
import { createFakeRuntime, type FakeRuntime } from './fakeRuntime';
import { podOf } from './pods';

/** A pod of two containers and a volume. */
export const pod = podOf(['a', 'b'], { volumes: [{ name: 'data', emptyDir: {} }] });

/** The time and the Docker of the present test. */
export let clock: FakeClock;
export let runtime: FakeRuntime;

/** Before each test: a clock at `at(0)` and a Docker on which nothing stands. */
export function beginWorld(): void {
  beginApart(0);
}

/** The same, with a Docker whose clock is ahead of ours by so many milliseconds. */
export function beginApart(aheadMs: number): void {
  clock = fakeClock();
  runtime = createFakeRuntime({ ...clock, now: () => clock.now() + aheadMs }, aheadMs);
}

/** An engine that has not listed yet what stands. */
export function newEngine(settings: EngineSettings = {}, objects?: ObjectSource): PodEngine {
  return new PodEngine({
    runtime,
    clock,
    settings: () => settings,
    log: () => undefined,
    ...(objects ? { objects } : {}),
  });
}

/** An engine that has listed what stands. */
export async function connected(objects?: ObjectSource): Promise<PodEngine> {
  const engine = newEngine({}, objects);
  runtime.connect();
  await settled();
  return engine;
}

/** Of each container its name, its state in a word, and its restarts; those that initialise the pod first. */
export function statesOf(snapshot: PodSnapshot | undefined): string[] {
  const { initContainerStatuses = [], containerStatuses = [] } = snapshot?.status ?? {};
  return [...initContainerStatuses, ...containerStatuses].map(
    ({ name, state, restartCount }) =>
      `${name} ${state.running ? 'running' : (state.waiting?.reason ?? state.terminated?.reason)} ${restartCount}`,
  );
}

/** Volumes `data` of pods; beside them the engine has its own. */
export function dataVolumes(): string[] {
  return [...runtime.volumes].filter((name) => name.startsWith('k8s_data_'));
}

/** What was asked of Docker, of these verbs. */
export function callsOf(...verbs: string[]): string[] {
  return runtime.calls.filter((call) => verbs.some((verb) => call.startsWith(`${verb} `)));
}

/** A hook that makes a verb fail. */
export function failing(code: EngineErrorCode) {
  return () => {
    throw new EngineError(code, { detail: 'as the test wants' });
  };
}
