import assert from 'node:assert/strict';
import type { Container, PodSpec } from '../../src/engine/model/pod';
import type { RuntimeContainerStatus, SandboxStatus } from '../../src/engine/runtime/podRuntime';
import { containersToHandOver } from '../../src/engine/supervise/handOver';
import {
  beginWorld,
  callsOf,
  clock,
  connected,
  newEngine,
  pod,
  runtime,
  statesOf,
} from './support/engineWorld';
import { gate, settled } from './support/fakeClock';
import { at, containerStatus, exited, key, observedOf, planOf, podOf, sandboxStatus } from './support/pods';

/** As Docker would have it after so many restarts of its own. */
function restartInPlace(name: string, dockerRestarts: number): void {
  const container = runtime.container(name);
  runtime.containers.set(container.id, { ...container, dockerRestarts });
}

describe('the hand-over', () => {
  beforeEach(beginWorld);
  const updates = () =>
    callsOf('updateContainerRestartPolicy').map((call) => call.split(' ').slice(1).join(' '));

  it('gives what runs to Docker when the window is closed, and takes it back in the next one', async () => {
    const first = await connected();
    await first.run(pod);
    const before = runtime.standing();
    await first.dispose();
    assert.deepEqual(updates(), ['a-0 unless-stopped', 'b-0 unless-stopped']);
    runtime.calls.length = 0;
    const second = await connected();
    assert.deepEqual(runtime.calls, [
      'updateContainerRestartPolicy a-0 no',
      'updateContainerRestartPolicy b-0 no',
    ]);
    assert.deepEqual(statesOf(second.pod(key)), ['a running 0', 'b running 0']);
    assert.deepEqual(runtime.standing(), before);
  });

  it('is undone at once by another window', async () => {
    const [one, other] = [await connected(), await connected()];
    await one.run(pod);
    await one.dispose();
    await settled();
    assert.deepEqual(updates().slice(-2), ['a-0 no', 'b-0 no']);
    runtime.exit(runtime.container('a').id, 1);
    await clock.advance(5000);
    assert.deepEqual(statesOf(other.pod(key)), ['a running 1', 'b running 0']);
  });

  it('counts what Docker has restarted, and goes on from there', async () => {
    const first = await connected();
    await first.run(pod);
    await first.dispose();
    restartInPlace('a', 3);
    await clock.advance(60_000);
    const second = await connected();
    assert.deepEqual(statesOf(second.pod(key)), ['a running 3', 'b running 0']);
    runtime.exit(runtime.container('a').id, 1);
    await settled();
    assert.deepEqual(statesOf(second.pod(key)), ['a running 4', 'b running 0']);
    assert.equal(runtime.container('a').attempt, 4);
  });

  it('takes back what waits in Docker’s back-off before it starts anything', async () => {
    const first = await connected();
    await first.run(pod);
    await first.dispose();
    runtime.exit(runtime.container('a').id, 1);
    await clock.advance(60_000);
    runtime.calls.length = 0;
    await connected();
    const about = runtime.calls.filter((call) => / a-/.test(call));
    assert.deepEqual(about, [
      'updateContainerRestartPolicy a-0 no',
      'createContainer a-1',
      'startContainer a-1',
    ]);
  });

  it('takes back before a stop that is asked for at once', async () => {
    const first = await connected();
    await first.run(pod);
    await first.dispose();
    const second = newEngine();
    runtime.calls.length = 0;
    runtime.connect();
    await second.stop(key);
    assert.deepEqual(runtime.calls.slice(0, 2).sort(), [
      'updateContainerRestartPolicy a-0 no',
      'updateContainerRestartPolicy b-0 no',
    ]);
  });

  it('asks Docker for eight at a time, and for no longer than two seconds', async () => {
    const engine = await connected();
    await engine.run(podOf(Array.from({ length: 20 }, (_, index) => `c${index}`)));
    runtime.on('updateContainerRestartPolicy', () => new Promise(() => undefined));
    let disposed = false;
    const disposing = engine.dispose().then(() => {
      disposed = true;
    });
    await clock.advance(1999);
    assert.equal(updates().length, 8);
    assert.equal(disposed, false);
    await clock.advance(1);
    await disposing;
  });

  it('waits for what is under way: nothing is made after a window is closed', async () => {
    const engine = await connected();
    await engine.run(pod);
    const { opened, open } = gate();
    runtime.on('startSandbox', () => opened);
    runtime.exit(runtime.sandbox().id, 137);
    await settled();
    assert.ok(runtime.calls.includes('startSandbox web-1'));
    const disposing = engine.dispose();
    await settled();
    assert.ok(!runtime.calls.includes('dispose '));
    open();
    await disposing;
    assert.equal(runtime.calls.at(-1), 'dispose ');
    assert.deepEqual(updates().slice(-2), ['a-1 unless-stopped', 'b-1 unless-stopped']);
    await clock.advance(60_000);
    assert.equal(runtime.calls.at(-1), 'dispose ');
  });

  it('does not wait for what is under way for longer than a second', async () => {
    const engine = await connected();
    runtime.on('startSandbox', () => new Promise(() => undefined));
    void engine.run(pod).catch(() => undefined);
    await settled();
    const disposing = engine.dispose();
    await clock.advance(1000);
    await disposing;
    assert.ok(runtime.calls.includes('dispose '));
  });

  it('asks nothing of a Docker that is not there', async () => {
    const engine = await connected();
    await engine.run(pod);
    runtime.disconnect();
    await settled();
    await engine.dispose();
    assert.deepEqual(updates(), []);
  });
});

describe('what is handed over', () => {
  const rules: Container['restartPolicyRules'] = [
    { action: 'Restart', exitCodes: { operator: 'In', values: [42] } },
  ];
  const handedOver = (
    spec: Partial<PodSpec>,
    containers: (string | Container)[] = ['a'],
    status: { sandbox?: Partial<SandboxStatus>; standing?: RuntimeContainerStatus[] } = {},
  ) => {
    const pod = podOf(containers, spec);
    const standing = status.standing ?? [containerStatus('a')];
    const observed = observedOf(sandboxStatus(pod, status.sandbox), ...standing);
    return containersToHandOver(planOf(pod), observed, Date.parse(at(60))).map(
      ({ id, policy }) => `${id} ${policy}`,
    );
  };
  const image = 'busybox:1.37';

  it('is what Kubernetes would restart, under the policy that means the same', () => {
    assert.deepEqual(handedOver({}), ['a-0 unless-stopped']);
    assert.deepEqual(handedOver({ restartPolicy: 'OnFailure' }), ['a-0 on-failure']);
    assert.deepEqual(handedOver({ restartPolicy: 'Never' }), []);
    assert.deepEqual(handedOver({}, [{ name: 'a', image, restartPolicy: 'OnFailure' }]), ['a-0 on-failure']);
    assert.deepEqual(
      handedOver({}, [{ name: 'a', image, restartPolicy: 'Always', restartPolicyRules: rules }]),
      [],
    );
  });

  it('is an init container that is tried again, and a sidecar', () => {
    const init = (restartPolicy?: 'Always') => ({
      name: 'init',
      image,
      ...(restartPolicy ? { restartPolicy } : {}),
    });
    const standing = [containerStatus('init')];
    assert.deepEqual(handedOver({ initContainers: [init()] }, ['a'], { standing }), ['init-0 on-failure']);
    assert.deepEqual(handedOver({ initContainers: [init('Always')] }, ['a'], { standing }), [
      'init-0 unless-stopped',
    ]);
    assert.deepEqual(
      handedOver({ initContainers: [init()], restartPolicy: 'Never' }, ['a'], { standing }),
      [],
    );
  });

  it('is nothing that does not run, or runs in dead namespaces', () => {
    assert.deepEqual(handedOver({}, ['a'], { standing: [exited('a', 1)] }), []);
    assert.deepEqual(handedOver({}, ['a'], { sandbox: { startedAt: at(3) } }), []);
    assert.deepEqual(handedOver({}, ['a'], { sandbox: { state: 'SANDBOX_NOTREADY' } }), []);
    assert.deepEqual(
      handedOver({}, ['a'], { standing: [exited('a', 1, { attempt: 1 }), containerStatus('a')] }),
      [],
    );
  });

  it('is nothing of a pod that is stopped, removed, or over', () => {
    assert.deepEqual(handedOver({}, ['a'], { sandbox: { desired: 'Stopped' } }), []);
    assert.deepEqual(handedOver({}, ['a'], { sandbox: { desired: 'Removed' } }), []);
    const sidecar = { initContainers: [{ name: 'side', image, restartPolicy: 'Always' as const }] };
    const standing = [containerStatus('side'), exited('a', 0)];
    assert.deepEqual(handedOver({ ...sidecar, restartPolicy: 'Never' }, ['a'], { standing }), []);
    assert.deepEqual(handedOver({ activeDeadlineSeconds: 30 }), []);
    assert.deepEqual(handedOver({ activeDeadlineSeconds: 90 }), ['a-0 unless-stopped']);
  });
});

describe('what is paused from outside', () => {
  beforeEach(beginWorld);

  for (const what of ['a container', 'the sandbox'] as const) {
    it(`${what} goes on after two seconds, and that is told`, async () => {
      const engine = await connected();
      await engine.run(pod);
      const { id } = what === 'a container' ? runtime.container('a') : runtime.sandbox();
      runtime.pauseOutside(id);
      await settled();
      await clock.advance(1999);
      assert.deepEqual(callsOf('unpause'), []);
      assert.equal(engine.pod(key)?.status.containerStatuses[0]?.ready, what === 'the sandbox');
      await clock.advance(1);
      await settled();
      assert.equal(callsOf('unpause').length, 1);
      assert.equal(engine.pod(key)?.status.containerStatuses[0]?.ready, true);
      const message = what === 'a container' ? 'Resumed container a' : 'Resumed pod sandbox';
      const told = (await engine.events(key)).filter(({ reason }) => reason === 'Resumed');
      assert.deepEqual(
        told.map((event) => event.message),
        [message],
      );
    });
  }

  it('goes on by itself where somebody was only copying it', async () => {
    const engine = await connected();
    await engine.run(pod);
    const { id } = runtime.container('a');
    for (let times = 0; times < 3; times++) {
      runtime.pauseOutside(id);
      await clock.advance(1500);
      await runtime.unpause(id);
      await clock.advance(1500);
    }
    assert.equal(callsOf('unpause').length, 3, 'those of the test alone');
  });

  it('is asked for nothing while it is the sandbox', async () => {
    const engine = await connected();
    await engine.run(pod);
    runtime.pauseOutside(runtime.sandbox().id);
    await settled();
    runtime.calls.length = 0;
    engine.objectsChanged();
    runtime.exit(runtime.container('a').id, 1);
    await clock.advance(1999);
    assert.deepEqual(runtime.calls, []);
    await clock.advance(1);
    await settled();
    assert.deepEqual(statesOf(engine.pod(key)), ['a running 1', 'b running 0']);
  });

  it('stays as it is in a pod that shall not run', async () => {
    const engine = await connected();
    await engine.run(pod);
    await engine.stop(key);
    runtime.pauseOutside(runtime.container('a').id);
    await clock.advance(10_000);
    assert.deepEqual(callsOf('unpause'), []);
  });
});
