import { EngineError } from '../model/engineError';
import type { PodCondition } from '../model/podStatus';
import { sandboxOf } from '../observe/observedPod';
import type { SandboxStatus } from '../runtime/podRuntime';
import type { OneByOne } from './oneByOne';
import { observedOf, type PodContext } from './podContext';
import { sentenceOf } from './sentenceOf';

/**
 * The limits of the pod as a whole, on its cgroup. They are set before a container starts in a new sandbox, and once
 * more by each window that comes to see it: Docker may have brought the pod back after the machine's restart, which
 * they do not outlive. Where nothing can hold them, the pod runs without, and says so.
 */
export class PodLimits {
  readonly #changed: () => void;
  readonly #inTurn: OneByOne;
  #isQueued = false;
  /** Of the sandbox that they were last set for: a cgroup may go with its end, and its next start makes another. */
  #start: string | undefined;
  #set: Promise<void> = Promise.resolve();
  #held: Pick<PodCondition, 'status' | 'reason' | 'message'> | undefined;

  /** `inTurn` is shared by the pods of an engine: to set limits takes a container of its own. */
  constructor(changed: () => void, inTurn: OneByOne) {
    this.#changed = changed;
    this.#inTurn = inTurn;
  }

  /** Whether they hold, as a condition says it; undefined where there are none, or that is not known yet. */
  get held(): Pick<PodCondition, 'status' | 'reason' | 'message'> | undefined {
    return this.#held;
  }

  /** Sees to it that they are set for this sandbox. Throws EngineError where Docker cannot be asked. */
  set(context: PodContext, sandboxId: string): Promise<void> {
    const start = startOf(observedOf(context)?.sandboxes.find(({ id }) => id === sandboxId));
    if (start && this.#start === start) return this.#set;
    this.#start = start;
    this.#held = undefined;
    this.#set = this.#setOnce(context).catch((error: unknown) => {
      if (this.#start === start) this.#start = undefined;
      throw error;
    });
    return this.#set;
  }

  /** Sets them for what stands of the manifest with this hash, where this window has not: when its turn comes. */
  follow(context: PodContext, specHash: string): void {
    if (this.#isQueued || !this.#toFollow(context, specHash)) return;
    this.#isQueued = true;
    void this.#inTurn(async () => {
      this.#isQueued = false;
      const sandbox = this.#toFollow(context, specHash);
      if (!sandbox) return;
      await this.set(context, sandbox.id).catch((error: unknown) => context.log(sentenceOf(error)));
    });
  }

  #toFollow(context: PodContext, specHash: string): SandboxStatus | undefined {
    const sandbox = sandboxOf(observedOf(context));
    if (!context.plan.sandbox.podResources || startOf(sandbox) === this.#start) return undefined;
    if (sandbox?.specHash !== specHash || sandbox.state !== 'SANDBOX_READY') return undefined;
    return sandbox.desired === 'Running' ? sandbox : undefined;
  }

  async #setOnce(context: PodContext): Promise<void> {
    const { cgroupParent, podResources } = context.plan.sandbox;
    if (!podResources) return;
    try {
      await limit(context, cgroupParent, podResources);
      this.#held = { status: 'True' };
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'pod-limits-not-held') throw error;
      const told = { reason: 'PodLimitsNotHeld', message: sentenceOf(error) };
      this.#held = { status: 'False', ...told };
      context.record({ type: 'Warning', ...told });
    }
    this.#changed();
  }
}

function startOf(sandbox: SandboxStatus | undefined): string | undefined {
  return sandbox && `${sandbox.id} ${sandbox.startedAt}`;
}

type PodResources = NonNullable<PodContext['plan']['sandbox']['podResources']>;

async function limit(
  { runtime }: PodContext,
  cgroupParent: string | undefined,
  resources: PodResources,
): Promise<void> {
  const { withoutAgent, architecture } = await runtime.version();
  const lack = !cgroupParent
    ? 'this Docker has no cgroup driver'
    : withoutAgent && `no sandbox program for ${architecture}`;
  if (lack) throw new EngineError('pod-limits-not-held', { detail: lack });
  if (cgroupParent) await runtime.updatePodSandboxResources(cgroupParent, resources);
}
