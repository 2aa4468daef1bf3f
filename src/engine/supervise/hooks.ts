import { EngineError } from '../model/engineError';
import type { LifecycleHandler } from '../model/pod';
import { type HttpGetAction, portOf } from '../net/httpAction';
import { UnreadBody } from '../net/httpOver';
import { podDial } from '../net/podDial';
import { podGet, RequestFailed } from '../net/podGet';
import { sandboxOf } from '../observe/observedPod';
import type { PlannedContainer } from '../plan/podPlan';
import type { PodRuntime } from '../runtime/podRuntime';
import { observedOf, type PodContext, podTitle } from './podContext';
import { hookFailed } from './podEvents';

/** What of a container its hooks depend on. */
export type Hooked = Pick<PlannedContainer, 'name' | 'spec'>;

/** What timers can wait at most, 24 days: Kubernetes puts no end to a postStart hook. */
const noTimeoutMs = 2 ** 31 - 1;
const hookAgent = 'kube-lifecycle/1.36';

/**
 * Runs the postStart hook of a container that has just started, until it or the container ends. Throws EngineError
 * `hook-failed`: the container is then killed, and its restartPolicy decides.
 */
export async function runPostStart(
  context: PodContext,
  container: Hooked,
  containerId: string,
): Promise<void> {
  const hook = container.spec.lifecycle?.postStart;
  if (!hook) return;
  try {
    await run(context, container, containerId, hook, noTimeoutMs);
  } catch (error) {
    const detail = detailOf(error);
    context.record(hookFailed('PostStart', container.name));
    throw new EngineError('hook-failed', { hook: 'postStart', container: container.name, detail }, error);
  }
}

/** Runs the preStop hook before the container is told to end, for `timeoutMs` at most. A hook that fails holds nothing up. */
export async function runPreStop(
  context: PodContext,
  container: Hooked,
  containerId: string,
  timeoutMs: number,
): Promise<void> {
  const hook = container.spec.lifecycle?.preStop;
  if (!hook || timeoutMs <= 0) return;
  try {
    await run(context, container, containerId, hook, timeoutMs);
  } catch (error) {
    const { key } = context.plan;
    context.record(hookFailed('PreStop', container.name));
    context.log(
      `${podTitle(key)}: the preStop hook of container ${container.name} failed: ${detailOf(error)}`,
    );
  }
}

function detailOf(error: unknown): string {
  if (error instanceof EngineError) return error.args.detail ?? error.code;
  return error instanceof Error ? error.message : String(error);
}

/** Nothing is done in a container that has ended, and one that ends does not hold up who waits for its hook. */
async function run(
  context: PodContext,
  container: Hooked,
  containerId: string,
  hook: LifecycleHandler,
  timeoutMs: number,
): Promise<void> {
  const { runtime, clock } = context;
  const over = new AbortController();
  const { ended, forget } = endOf(runtime, containerId);
  const cancel = clock.after(timeoutMs, () => over.abort(lateAfter(timeoutMs)));
  const aborted = new Promise<never>((_, reject) => {
    over.signal.addEventListener('abort', () => reject(over.signal.reason), { once: true });
  });
  try {
    if ((await runtime.containerStatus(containerId))?.state !== 'CONTAINER_RUNNING') return;
    await Promise.race([
      handle(context, container, containerId, hook, timeoutMs, over.signal),
      ended,
      aborted,
    ]);
  } finally {
    forget();
    cancel();
    aborted.catch(() => undefined);
    over.abort();
  }
}

function lateAfter(timeoutMs: number): Error {
  return new Error(`not done in ${timeoutMs / 1000} s`);
}

function endOf(runtime: PodRuntime, containerId: string): { ended: Promise<void>; forget: () => void } {
  let forget: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    forget = runtime.subscribe((event) => {
      if (event.type === 'container' && event.id === containerId && event.action === 'die') resolve();
    });
  });
  return { ended, forget };
}

/** As the kubelet: https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/kubelet/lifecycle/handlers.go */
async function handle(
  context: PodContext,
  { spec }: Hooked,
  containerId: string,
  { exec, httpGet, sleep }: LifecycleHandler,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { runtime, clock } = context;
  if (exec) return execHook(runtime, containerId, exec.command ?? [], timeoutMs);
  if (sleep) {
    return new Promise((resolve) => {
      const cancel = clock.after(sleep.seconds * 1000, resolve);
      signal.addEventListener('abort', cancel, { once: true });
    });
  }
  // A tcpSocket is taken by the API and always fails: "NOT supported as a LifecycleHandler" (API reference).
  if (!httpGet) throw new Error('invalid handler');
  const port = portOf(httpGet.port, spec.ports);
  if (!port) throw new Error(`there is no port named "${httpGet.port}"`);
  return httpHook(context, httpGet, port, timeoutMs, signal);
}

async function execHook(
  runtime: PodRuntime,
  containerId: string,
  command: string[],
  timeoutMs: number,
): Promise<void> {
  const { exitCode, output, timedOut } = await runtime.execSync(containerId, command, timeoutMs);
  if (timedOut) throw lateAfter(timeoutMs);
  if (exitCode === 0) return;
  const said = output.trim();
  throw new Error(`command '${command.join(' ')}' exited with ${exitCode}${said ? `: ${said}` : ''}`);
}

/** Any answer will do, whatever its status. Where HTTP answers an HTTPS request, it is asked again over HTTP. */
async function httpHook(
  context: PodContext,
  action: HttpGetAction,
  port: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { runtime, plan } = context;
  const sandbox = sandboxOf(observedOf(context));
  if (!sandbox) throw new Error('the pod has no network');
  const target = {
    sandboxId: sandbox.id,
    podIP: sandbox.ip ?? '127.0.0.1',
    hostNetwork: plan.sandbox.hostNetwork,
  };
  const dial = (host: string | undefined, at: number) => podDial(runtime, target, host, at, timeoutMs);
  const request = { action, port, podIP: target.podIP, userAgent: hookAgent, signal, dial };
  try {
    await podGet(request);
  } catch (error) {
    if (error instanceof UnreadBody) return;
    if (!(error instanceof RequestFailed && error.isPlain)) throw error;
    const headers = action.httpHeaders?.filter(({ name }) => name.toLowerCase() !== 'authorization') ?? [];
    await podGet({ ...request, action: { ...action, scheme: 'HTTP', httpHeaders: headers } });
  }
}
