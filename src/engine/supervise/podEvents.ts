import type { NewEvent } from '../model/podEvent';
import type { PodPlan } from '../plan/podPlan';

/*
 * The kubelet's events, in its words:
 * https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/kubelet/events/event.go and those who send them.
 */

export const sandboxChanged: NewEvent = {
  type: 'Normal',
  reason: 'SandboxChanged',
  message: 'Pod sandbox changed, it will be killed and re-created.',
};

/** A new sandbox could not be made or started. */
export function sandboxNotMade(why: string): NewEvent {
  return {
    type: 'Warning',
    reason: 'FailedCreatePodSandBox',
    message: `Failed to create pod sandbox: ${why}`,
  };
}

export const deadlineExceeded: NewEvent = {
  type: 'Normal',
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};

/** A container is told to end. */
export function killing(container: string, message = `Stopping container ${container}`): NewEvent {
  return { type: 'Normal', reason: 'Killing', message, container };
}

/** A container waits before its next attempt, since it has ended (RFC 3339). */
export function backingOff({ key, uid }: PodPlan, container: string, at: string): NewEvent {
  const pod = `${key.name}_${key.namespace}(${uid})`;
  const message = `Back-off restarting failed container ${container} in pod ${pod}`;
  return { type: 'Warning', reason: 'BackOff', message, container, at };
}

/** It says no more than that: what a server has answered may be secret. */
export function hookFailed(hook: 'PostStart' | 'PreStop', container: string): NewEvent {
  return { type: 'Warning', reason: `Failed${hook}Hook`, message: `${hook}Hook failed`, container };
}
