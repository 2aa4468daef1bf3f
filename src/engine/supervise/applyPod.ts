import { allContainers } from '../model/allContainers';
import type { Container } from '../model/pod';
import { type ObservedPod, sandboxOf } from '../observe/observedPod';
import { countingOf, isPastDeadline, outcomeOf } from '../observe/podProgress';
import { type PodChange, podChangeOf } from '../plan/podChange';
import type { PodPlan } from '../plan/podPlan';
import { hashOf } from '../plan/specHash';
import { canKeepManifest, isManifestKept, keepManifest } from './appliedManifest';
import type { PodContext } from './podContext';
import type { PodState } from './podState';
import { hostPathsOf } from './prepareSandbox';
import type { PlanOnDocker } from './workerOptions';

/**
 * What a manifest would change at `now` (ms) of a pod that stands; undefined where none does, or it is being removed.
 * A pod that has ended or was stopped, or of which nobody knows what it was run from, is another's as a whole.
 */
export function changeOf(
  standing: PodPlan | undefined,
  next: PodPlan,
  observed: ObservedPod | undefined,
  now: number,
): PodChange | undefined {
  if (!observed || sandboxOf(observed)?.desired === 'Removed') return undefined;
  const change = standing && podChangeOf(standing, next);
  if (change?.kind === 'none' || (change && lives(standing, observed, now) && canKeepManifest(standing))) {
    return change.kind === 'pod' ? { ...change, containers: runningOf(observed) } : change;
  }
  return { kind: 'pod', containers: runningOf(observed), fields: change?.fields ?? [] };
}

function lives(plan: PodPlan, observed: ObservedPod, now: number): boolean {
  if (!isUp(observed) || sandboxOf(observed)?.paused) return false;
  return !outcomeOf(plan, countingOf(plan, observed)) && !isPastDeadline(plan, observed, now);
}

/** The pod lives, and is not to be stopped or removed. */
export function isUp(observed: ObservedPod | undefined): boolean {
  const sandbox = sandboxOf(observed);
  return sandbox?.state === 'SANDBOX_READY' && sandbox.desired === 'Running';
}

function runningOf({ containers }: ObservedPod): string[] {
  return containers.filter(({ state }) => state === 'CONTAINER_RUNNING').map(({ name }) => name);
}

/** The plan, of whose images only those are asked for that the change needs. */
export function withImagesOf(plan: PodPlan, { containers }: PodChange): Pick<PodPlan, 'images'> {
  return { images: plan.images.filter(({ container }) => container && containers.includes(container)) };
}

/**
 * Gives a pod that stands another manifest: keeps it with the pod, says so on Docker, and takes it in. Before the word
 * is on Docker nothing of the pod is other than it was; after it, every engine goes on to what the manifest says. Does
 * nothing more where another window's word came last.
 */
export async function applyManifest(
  state: PodState,
  { plan, source, daemon }: PlanOnDocker,
  { containers }: PodChange,
): Promise<void> {
  const { observed } = state;
  const sandbox = sandboxOf(observed);
  if (!sandbox) return;
  const context = { ...state.context, plan };
  const { runtime, observer } = context;
  const former = formerOf(state, plan);
  const manifest = { labels: plan.sandbox.labels, former };
  await prepareHostPaths(context, state.plan, containers);
  await keepManifest(context, sandbox, manifest);
  await runtime.markPodSandbox(sandbox, { applied: plan.specHash });
  // Where the sandbox has just died it was kept before.
  const isKept = await isManifestKept(context, sandbox.id).catch(() => true);
  if (!isKept) await keepManifest(context, sandbox, manifest);
  await observer.refresh(sandbox.id, 'podsandbox');
  const now = sandboxOf(state.observed);
  if (now && now.specHash !== plan.specHash) return;
  state.takeIn({ plan, source, former, daemon }, plan.specHash);
  state.ownApplied = plan.specHash;
  state.restarts.beginAnew(containers);
}

/** Those that no container of the pod has mounted so far: the others were seen to when its sandbox was made. */
async function prepareHostPaths(
  { runtime, plan }: PodContext,
  standing: PodPlan,
  containers: readonly string[],
): Promise<void> {
  const seen = new Set(hostPathsOf(allContainers(standing)).map(({ volume }) => volume));
  const changed = allContainers(plan).filter(({ name }) => containers.includes(name));
  const fresh = hostPathsOf(changed).filter(({ volume }) => !seen.has(volume));
  if (fresh.length > 0) await runtime.prepareHostPaths(fresh);
}

/** Entries of the containers that stand and that the next manifest has otherwise, or not at all. */
function formerOf({ plan, former, observed }: PodState, next: PodPlan): Container[] {
  const stand = new Set(observed?.containers.map(({ specHash }) => specHash));
  const stays = new Set(allContainers(next).map(({ specHash }) => specHash));
  const entries = [...allContainers(plan).map(({ spec }) => spec), ...former];
  const hashes = new Map(entries.map((entry) => [hashOf(entry), entry]));
  return [...hashes].filter(([hash]) => stand.has(hash) && !stays.has(hash)).map(([, entry]) => entry);
}
