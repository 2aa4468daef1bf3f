import type { Handler, LifecycleHandler, Probe } from '../../model/pod';
import type { PlannedContainer, PlanReason } from '../podPlan';
import { present } from './present';

const defaultPeriodSeconds = 10;

/** Probes and hooks: what is done, and by whom. Docker is asked for none of them. */
export function handlerReasons({ spec }: PlannedContainer, subject: string, path: string): PlanReason[] {
  const probe = (field: 'startupProbe' | 'livenessProbe' | 'readinessProbe', why: string) => {
    const given = spec[field];
    const period = given?.periodSeconds ?? defaultPeriodSeconds;
    return (
      given && {
        subject,
        what: `${field}: ${deedOf(given)} every ${period} s`,
        why,
        path: `${path}.${field}`,
      }
    );
  };
  const hook = (field: 'postStart' | 'preStop', why: string) => {
    const given = spec.lifecycle?.[field];
    return given && { subject, what: `${field}: ${deedOf(given)}`, why, path: `${path}.lifecycle.${field}` };
  };
  return present([
    probe('startupProbe', 'the engine asks; until it succeeds once, no other probe does'),
    probe('livenessProbe', 'the engine asks, and restarts the container when it fails'),
    probe('readinessProbe', 'the engine asks; it decides whether the container counts as ready'),
    hook('postStart', 'done by the engine right after the start'),
    hook('preStop', 'done by the engine before the stop signal, within the grace period'),
  ]);
}

function deedOf(handler: Handler & Pick<Probe, 'grpc'> & Pick<LifecycleHandler, 'sleep'>): string {
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  if (exec) return 'a command in the container';
  if (httpGet) return `HTTP GET ${httpGet.path ?? '/'} at port ${httpGet.port}, through the sandbox`;
  if (tcpSocket) return `a TCP connection to port ${tcpSocket.port}, through the sandbox`;
  if (grpc) return `gRPC health of port ${grpc.port}, through the sandbox`;
  return `${sleep?.seconds ?? 0} s of sleep`;
}
