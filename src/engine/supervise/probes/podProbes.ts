import { allContainers } from '../../model/allContainers';
import type { Probe } from '../../model/pod';
import { isStale, type ObservedPod, sandboxOf } from '../../observe/observedPod';
import type { PlannedContainer, PodPlan } from '../../plan/podPlan';
import type { PodRuntime, RuntimeContainerStatus } from '../../runtime/podRuntime';
import type { Clock } from '../clock';
import type { PodRecord } from '../podRecord';
import type { ProbeOutcome } from './probeCall';
import { probeLoop } from './probeLoop';
import type { ProbeResults, Unhealthy } from './probeResults';
import { runProbe } from './runProbe';

export interface PodProbesOptions {
  runtime: PodRuntime;
  clock: Clock;
  /** Says once of probes that fail in one way what Kubernetes says in an event. */
  log: (message: string) => void;
  /** Is told of each try that fails, and knows what was found before, here or in another window. */
  record: Pick<PodRecord, 'record' | 'probed' | 'noteProbed'>;
  /** What `started`, `ready` or `unhealthy` answers has changed. */
  changed: () => void;
}

type ProbeKind = 'startup' | 'liveness' | 'readiness';

/** One attempt of a container that runs. */
interface Probed {
  id: string;
  planned: PlannedContainer;
  startedAt: string;
  started: boolean;
  ready: boolean;
  unhealthy?: Unhealthy;
  /** It is being ended. */
  ending: boolean;
  /** Docker has paused it: it cannot answer, and nothing follows from that. */
  paused: boolean;
  stops: Map<ProbeKind, () => void>;
}

/** Of one that could not be carried out. */
const errored = 'errored and resulted in unknown state';
const unknown: ProbeOutcome = { result: 'unknown', message: '' };

/**
 * Probes every running container of one pod, and keeps what that finds. As the kubelet's prober:
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/kubelet/prober/worker.go
 */
export class PodProbes implements ProbeResults {
  readonly #options: PodProbesOptions;
  /** By Docker's id. */
  readonly #probed = new Map<string, Probed>();
  #plan: PodPlan | undefined;
  #observed: ObservedPod | undefined;

  constructor(options: PodProbesOptions) {
    this.#options = options;
  }

  /**
   * Takes in what stands of the pod: at each change of it, also while an order is carried out. A container whose
   * postStart hook is under way is not probed: as Kubernetes means it, it does not run yet.
   */
  follow(plan: PodPlan, observed: ObservedPod | undefined, inPostStart?: ReadonlySet<string>): void {
    this.#plan = plan;
    this.#observed = observed;
    const sandbox = sandboxOf(observed);
    const running = (observed?.containers ?? []).filter(
      (container) =>
        container.state === 'CONTAINER_RUNNING' &&
        !isStale(container, sandbox) &&
        !inPostStart?.has(container.id),
    );
    const ids = new Set(running.map(({ id }) => id));
    for (const id of this.#probed.keys()) if (!ids.has(id)) this.#forget(id);
    for (const container of running) this.#take(plan, container);
    if (sandbox && sandbox.desired !== 'Running') this.terminating();
  }

  /** All that runs now is being ended: no liveness or startup probe may interfere any more; readiness goes on. */
  terminating(): void {
    for (const probed of this.#probed.values()) {
      probed.ending = true;
      delete probed.unhealthy;
      this.#stop(probed, 'startup', 'liveness');
    }
  }

  /** What was to be ended runs on, for Docker has refused: where it shall, it is probed as before. */
  runsOn(): void {
    if (sandboxOf(this.#observed)?.desired !== 'Running') return;
    for (const probed of this.#probed.values()) {
      if (!probed.ending) continue;
      probed.ending = false;
      this.#beginAll(probed);
    }
  }

  started(containerId: string): boolean {
    return this.#probed.get(containerId)?.started ?? this.#hasNoProbes();
  }

  ready(containerId: string): boolean {
    const probed = this.#probed.get(containerId);
    return probed ? probed.started && probed.ready : this.#hasNoProbes();
  }

  unhealthy(containerId: string): Unhealthy | undefined {
    return this.#probed.get(containerId)?.unhealthy;
  }

  /** Probes no more. */
  dispose(): void {
    for (const id of [...this.#probed.keys()]) this.#forget(id);
    this.#plan = undefined;
  }

  /** Of one that has not been followed yet: whether there is nothing to find out. */
  #hasNoProbes(): boolean {
    const all = [...(this.#plan?.initContainers ?? []), ...(this.#plan?.containers ?? [])];
    return !all.some(({ spec }) => spec.startupProbe || spec.readinessProbe);
  }

  #take(plan: PodPlan, container: RuntimeContainerStatus): void {
    const { id, name, specHash, startedAt, createdAt, paused } = container;
    const known = this.#probed.get(id);
    if (known) known.paused = paused ?? false;
    // One of another entry of the manifest is about to be replaced.
    const planned = allContainers(plan).find((each) => each.name === name && each.specHash === specHash);
    if (known || !planned) return;
    const { startupProbe, readinessProbe } = planned.spec;
    const since = startedAt ?? createdAt;
    const found = this.#options.record.probed(id);
    // As for a kubelet that comes back, it is what it was.
    const before = found?.startedAt === since ? found : undefined;
    const probed: Probed = {
      id,
      planned,
      startedAt: since,
      started: !startupProbe || (before?.started ?? false),
      ready: !readinessProbe || (before?.ready ?? false),
      ending: false,
      paused: paused ?? false,
      stops: new Map(),
    };
    this.#probed.set(id, probed);
    this.#beginAll(probed);
  }

  #beginAll(probed: Probed): void {
    const { startupProbe } = probed.planned.spec;
    if (startupProbe && !probed.started) this.#begin(probed, 'startup', startupProbe);
    else this.#beginOthers(probed);
  }

  /** They wait until the container has started. */
  #beginOthers(probed: Probed): void {
    const { livenessProbe, readinessProbe } = probed.planned.spec;
    if (livenessProbe && !probed.ending) this.#begin(probed, 'liveness', livenessProbe);
    if (readinessProbe) this.#begin(probed, 'readiness', readinessProbe);
  }

  /** One that is under way goes on. */
  #begin(probed: Probed, kind: ProbeKind, probe: Probe): void {
    if (probed.stops.has(kind)) return;
    const { clock } = this.#options;
    const startedAt = Date.parse(probed.startedAt);
    let said = '';
    const check = async () => {
      const outcome = probed.paused ? unknown : await this.#try(probed, probe);
      const text = this.#textOf(kind, outcome);
      if (text && this.#probed.has(probed.id)) this.#say(probed, outcome, text, said);
      said = text;
      return outcome;
    };
    const decided = (outcome: ProbeOutcome) => this.#decide(probed, kind, probe, outcome);
    probed.stops.set(kind, probeLoop({ clock, probe, startedAt, check, decided }));
  }

  #try({ id, planned }: Probed, probe: Probe): Promise<ProbeOutcome> {
    const { runtime, clock } = this.#options;
    const sandbox = sandboxOf(this.#observed);
    if (!sandbox) return Promise.resolve(unknown);
    const target = {
      containerId: id,
      container: planned.spec,
      sandboxId: sandbox.id,
      podIP: sandbox.ip ?? '127.0.0.1',
      hostNetwork: this.#plan?.sandbox.hostNetwork ?? false,
    };
    return runProbe(runtime, clock, target, probe);
  }

  #decide(probed: Probed, kind: ProbeKind, probe: Probe, outcome: ProbeOutcome): void {
    const succeeded = outcome.result === 'success';
    if (kind === 'readiness') {
      if (probed.ready === succeeded) return;
      probed.ready = succeeded;
    } else if (!succeeded) {
      // Whatever else it would find, the container is ended for this.
      this.#stop(probed, 'startup', 'liveness');
      const grace = probe.terminationGracePeriodSeconds;
      probed.unhealthy = {
        probe: kind,
        message: this.#textOf(kind, outcome),
        ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
      };
    } else if (kind === 'startup') {
      this.#stop(probed, 'startup');
      probed.started = true;
      this.#beginOthers(probed);
    } else return;
    const { id, startedAt, started, ready } = probed;
    this.#options.record.noteProbed(id, { startedAt, started, ready });
    this.#options.changed();
  }

  #textOf(kind: ProbeKind, { result, message }: ProbeOutcome): string {
    if (result === 'failure') return `${named[kind]} probe failed: ${message}`;
    if (!message) return '';
    return `${named[kind]} probe ${result === 'unknown' ? errored : 'warning'}: ${message}`;
  }

  /** As the kubelet, of each try: https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/kubelet/prober/prober.go */
  #say({ planned: { name } }: Probed, { result }: ProbeOutcome, text: string, before: string): void {
    const { record, log } = this.#options;
    const reason = result === 'success' ? 'ProbeWarning' : 'Unhealthy';
    record.record({ type: 'Warning', reason, message: text, container: name });
    if (text !== before) log(`container ${name}: ${text}`);
  }

  #stop({ stops }: Probed, ...kinds: ProbeKind[]): void {
    for (const kind of kinds) {
      stops.get(kind)?.();
      stops.delete(kind);
    }
  }

  #forget(id: string): void {
    const probed = this.#probed.get(id);
    if (probed) this.#stop(probed, 'startup', 'liveness', 'readiness');
    this.#probed.delete(id);
  }
}

const named: Record<ProbeKind, string> = { startup: 'Startup', liveness: 'Liveness', readiness: 'Readiness' };
