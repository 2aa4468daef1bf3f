import type { Probe } from '../../model/pod';
import type { Clock } from '../clock';
import type { ProbeOutcome } from './probeCall';

export interface ProbeLoopOptions {
  clock: Clock;
  probe: Probe;
  /** When its container was started; ms since 1970. */
  startedAt: number;
  /** Tries once. Never rejects. */
  check: () => Promise<ProbeOutcome>;
  /** So many tries in a row have come to the same that it counts; again at each further one. */
  decided: (outcome: ProbeOutcome) => void;
}

const defaults = { initialDelay: 0, period: 10, success: 1, failure: 3 };

/**
 * Tries a probe again and again, the first time after its initial delay, and says what counts by its thresholds. As the
 * kubelet's worker: https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/kubelet/prober/worker.go. Returns the stop.
 */
export function probeLoop({ clock, probe, startedAt, check, decided }: ProbeLoopOptions): () => void {
  const periodMs = (probe.periodSeconds ?? defaults.period) * 1000;
  const delayMs = (probe.initialDelaySeconds ?? defaults.initialDelay) * 1000;
  const threshold = {
    success: probe.successThreshold ?? defaults.success,
    failure: probe.failureThreshold ?? defaults.failure,
  };
  let last: ProbeOutcome['result'] | undefined;
  let run = 0;
  let stopped = false;
  let cancel: () => void;

  const count = (outcome: ProbeOutcome) => {
    const { result } = outcome;
    if (result === 'unknown') return;
    run = result === last ? run + 1 : 1;
    last = result;
    if (run >= threshold[result]) decided(outcome);
  };

  const tick = async () => {
    const begun = clock.now();
    const outcome = await check();
    if (!stopped) count(outcome);
    // A try that took longer than the period is followed by the next at once.
    if (!stopped) cancel = clock.after(Math.max(0, begun + periodMs - clock.now()), tick);
  };

  // Another machine's clock may be ahead: of what has just started, no more than the delay is waited for.
  const since = Math.min(startedAt, clock.now());
  cancel = clock.after(Math.max(0, since + delayMs - clock.now()), tick);
  return () => {
    stopped = true;
    cancel();
  };
}
