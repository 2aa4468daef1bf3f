import type { Container, EnvVar, Probe } from '../../model/pod';
import { portOf } from '../../net/httpAction';
import { type DialTarget, podDial } from '../../net/podDial';
import { expand } from '../../plan/expand';
import type { PodRuntime } from '../../runtime/podRuntime';
import type { Clock } from '../clock';
import { grpcProbe } from './grpcProbe';
import { httpProbe } from './httpProbe';
import { failure, type ProbeCall, type ProbeOutcome, refusal, success } from './probeCall';

/** What is probed. */
export interface ProbeTarget extends DialTarget {
  containerId: string;
  container: Container;
}

const defaultTimeoutSeconds = 1;

/**
 * Carries out a probe once. As the kubelet's prober:
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/kubelet/prober/prober.go. Never rejects.
 */
export async function runProbe(
  runtime: PodRuntime,
  clock: Clock,
  target: ProbeTarget,
  probe: Probe,
): Promise<ProbeOutcome> {
  const timeoutMs = (probe.timeoutSeconds ?? defaultTimeoutSeconds) * 1000;
  const timeUp = new AbortController();
  const cancel = clock.after(timeoutMs, () => timeUp.abort(new Error(`no answer in ${timeoutMs} ms`)));
  const call: ProbeCall = {
    podIP: target.podIP,
    timeoutMs,
    signal: timeUp.signal,
    dial: (host, port) => podDial(runtime, target, host, port, timeoutMs),
  };
  try {
    return await handle(runtime, target, probe, call);
  } catch (error) {
    return { result: 'unknown', message: error instanceof Error ? error.message : String(error) };
  } finally {
    cancel();
  }
}

async function handle(
  runtime: PodRuntime,
  { containerId, container: { ports, env = [] } }: ProbeTarget,
  { exec, httpGet, tcpSocket, grpc }: Probe,
  call: ProbeCall,
): Promise<ProbeOutcome> {
  if (exec) return execProbe(runtime, containerId, expanded(exec.command, env), call.timeoutMs);
  if (grpc) return grpcProbe(call, grpc.port, grpc.service ?? '');
  const action = httpGet ?? tcpSocket;
  const port = action && portOf(action.port, ports);
  if (!action) throw new Error('missing probe handler');
  if (!port) throw new Error(`there is no port named "${action.port}"`);
  return httpGet ? httpProbe(call, httpGet, port) : tcpProbe(call, tcpSocket?.host, port);
}

/**
 * The command with literal variables of the container in the place of their `$(NAME)`; those with a valueFrom are empty.
 * A hook's command stays as it is written. Rule: ExpandContainerCommandOnlyStatic in the kubelet's
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/kubelet/container/helpers.go
 */
function expanded(command: readonly string[] = [], env: readonly EnvVar[]): string[] {
  const values = new Map(env.map(({ name, value = '' }) => [name, value]));
  return command.map((word) => expand(word, values));
}

async function execProbe(
  runtime: PodRuntime,
  containerId: string,
  command: string[],
  timeoutMs: number,
): Promise<ProbeOutcome> {
  const { exitCode, output, timedOut } = await runtime.execSync(containerId, command, timeoutMs);
  if (timedOut) {
    return failure(`command timed out: "${command.join(' ')}" timed out after ${timeoutMs / 1000}s`);
  }
  return exitCode === 0 ? success : failure(output.trim());
}

async function tcpProbe(
  { dial, podIP }: ProbeCall,
  host: string | undefined,
  port: number,
): Promise<ProbeOutcome> {
  try {
    (await dial(host, port)).destroy();
    return success;
  } catch (error) {
    return refusal(error, host || podIP, port);
  }
}
