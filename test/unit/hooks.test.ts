import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { EngineError } from '../../src/engine/model/engineError';
import type { Lifecycle } from '../../src/engine/model/pod';
import type { NewEvent } from '../../src/engine/model/podEvent';
import type { PodObserver } from '../../src/engine/observe/podObserver';
import { runPostStart, runPreStop } from '../../src/engine/supervise/hooks';
import { RememberedObjects } from '../../src/engine/supervise/rememberedObjects';
import { fakeClock, settled } from './support/fakeClock';
import { createFakeRuntime } from './support/fakeRuntime';
import { containerStatus, observedOf, planOf, podOf, sandboxStatus } from './support/pods';

/** A pod `web` whose container `a` has these hooks and runs. */
function trial(lifecycle: Lifecycle) {
  const clock = fakeClock();
  const runtime = createFakeRuntime(clock);
  const pod = podOf([{ name: 'a', image: 'busybox:1.37', lifecycle }]);
  const plan = planOf(pod);
  const container = containerStatus('a');
  runtime.containers.set(container.id, container);
  const observer = { get: () => observedOf(sandboxStatus(pod), container) } as unknown as PodObserver;
  const logs: string[] = [];
  const log = (message: string) => void logs.push(message);
  const objects = new RememberedObjects({ find: async () => undefined });
  const events: NewEvent[] = [];
  const record = (event: NewEvent) => void events.push(event);
  const keepRecord = async () => undefined;
  const removing = () => undefined;
  const own = { record, keepRecord, limitPod: keepRecord, removing, log };
  const context = { runtime, observer, plan, clock, objects, ...own };
  const [planned] = plan.containers;
  assert.ok(planned);
  return {
    clock,
    runtime,
    logs,
    events,
    id: container.id,
    postStart: () => runPostStart(context, planned, container.id),
    preStop: (timeoutMs = 30_000) => runPreStop(context, planned, container.id, timeoutMs),
  };
}

function failed(detail: string) {
  return (error: unknown) => {
    assert.ok(error instanceof EngineError);
    assert.deepEqual(
      { code: error.code, ...error.args },
      { code: 'hook-failed', hook: 'postStart', container: 'a', detail },
    );
    return true;
  };
}

const exec = { exec: { command: ['sh', '-c', 'do it'] } };

describe('hooks', () => {
  let servers: Server[] = [];
  const served = (listener: RequestListener): Promise<number> => {
    const server = createServer(listener);
    servers.push(server);
    return new Promise((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  };
  afterEach(() => {
    for (const server of servers) server.close();
    servers = [];
  });

  it('does nothing where there are none', async () => {
    const { postStart, preStop, runtime } = trial({});
    await Promise.all([postStart(), preStop()]);
    assert.deepEqual([runtime.calls, runtime.looks], [[], []]);
  });

  it('runs a command in the container', async () => {
    const { postStart, preStop, runtime } = trial({ postStart: exec, preStop: exec });
    await postStart();
    await preStop();
    assert.deepEqual(runtime.calls, ['execSync a-0 sh -c do it', 'execSync a-0 sh -c do it']);
  });

  it('says of a postStart command how it failed, and goes on after a preStop command that did', async () => {
    const t = trial({ postStart: exec, preStop: exec });
    t.runtime.execSync = async () => ({ exitCode: 3, output: 'no such thing\n', timedOut: false });
    await assert.rejects(t.postStart(), failed("command 'sh -c do it' exited with 3: no such thing"));
    await t.preStop();
    assert.deepEqual(t.logs, [
      "pod default/web: the preStop hook of container a failed: command 'sh -c do it' exited with 3: no such thing",
    ]);
  });

  it('gives a preStop hook no more than its time, and none where there is none', async () => {
    const t = trial({ preStop: exec });
    t.runtime.execSync = () => new Promise(() => undefined);
    let done = false;
    const waiting = t.preStop(5000).then(() => {
      done = true;
    });
    await t.clock.advance(4999);
    assert.equal(done, false);
    await t.clock.advance(1);
    await waiting;
    assert.deepEqual(t.logs, ['pod default/web: the preStop hook of container a failed: not done in 5 s']);
    await t.preStop(0);
    assert.equal(t.clock.pending, 0);
  });

  it('sleeps, but not on behind a container that has ended', async () => {
    const t = trial({ preStop: { sleep: { seconds: 10 } } });
    let done = 0;
    const count = () => void done++;
    const first = t.preStop().then(count);
    await t.clock.advance(9999);
    assert.equal(done, 0);
    await t.clock.advance(1);
    await first;
    const second = t.preStop().then(count);
    await settled();
    t.runtime.exit(t.id, 0);
    await second;
    assert.equal(done, 2);
    assert.equal(t.clock.pending, 0);
  });

  it('does nothing in a container that has ended meanwhile', async () => {
    const t = trial({ postStart: exec, preStop: exec });
    t.runtime.exit(t.id, 0);
    await t.postStart();
    await t.preStop();
    assert.deepEqual(t.runtime.calls, []);
  });

  it('asks over HTTP at the address of the pod, and takes any answer', async () => {
    const asked: string[] = [];
    const port = await served(({ url, headers }, response) => {
      asked.push(`${url} ${headers.host} ${headers['user-agent']} ${headers['x-a']}`);
      response.writeHead(500).end();
    });
    const httpGet = { path: '/stop?now', port, httpHeaders: [{ name: 'X-A', value: 'b' }] };
    const t = trial({ postStart: { httpGet } });
    const dials: unknown[] = [];
    t.runtime.portForward = async (...args) => {
      dials.push([args[0], args[1], args[3]]);
      return connect({ port, host: '127.0.0.1' });
    };
    await t.postStart();
    assert.deepEqual(asked, [`/stop?now 172.18.0.2:${port} kube-lifecycle/1.36 b`]);
    assert.deepEqual(dials, [['sandbox-0', port, '172.18.0.2']]);
  });

  it('asks again over HTTP where that answers an HTTPS request, without the authorization', async () => {
    let authorization: string | undefined = 'none came';
    const port = await served(({ headers }, response) => {
      authorization = headers.authorization;
      response.end();
    });
    const httpHeaders = [{ name: 'Authorization', value: 'Basic eDp5' }];
    const t = trial({ postStart: { httpGet: { port, scheme: 'HTTPS', httpHeaders } } });
    t.runtime.portForward = async () => connect({ port, host: '127.0.0.1' });
    await t.postStart();
    assert.equal(authorization, undefined);
  });

  it('fails where nobody answers', async () => {
    const t = trial({ postStart: { httpGet: { port: 81 } } });
    t.runtime.portForward = () =>
      Promise.reject(new EngineError('connect-refused', { port: '81', detail: 'ECONNREFUSED' }));
    const refused = 'dial tcp 172.18.0.2:81: connect: connection refused';
    await assert.rejects(t.postStart(), failed(`Get "http://172.18.0.2:81/": ${refused}`));
  });

  it('fails with a tcpSocket, as in Kubernetes', async () => {
    const t = trial({ postStart: { tcpSocket: { port: 80 } } });
    await assert.rejects(t.postStart(), failed('invalid handler'));
  });
});
