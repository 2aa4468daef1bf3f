import assert from 'node:assert/strict';
import { EngineError } from '../../src/engine/model/engineError';
import type { Container, Pod } from '../../src/engine/model/pod';
import {
  beginWorld,
  callsOf,
  clock,
  connected,
  dataVolumes,
  failing,
  newEngine,
  pod,
  runtime,
  statesOf,
} from './support/engineWorld';
import { gate, settled } from './support/fakeClock';
import { at, key, podOf } from './support/pods';

describe('PodEngine', () => {
  beforeEach(beginWorld);

  describe('run', () => {
    it('makes the sandbox, then the containers, and shows them running', async () => {
      const engine = await connected();
      const snapshot = await engine.run(pod, { source: 'file:///pod.yaml' });
      assert.equal(snapshot.status.phase, 'Running');
      assert.deepEqual(statesOf(snapshot), ['a running 0', 'b running 0']);
      assert.equal(snapshot.source, 'file:///pod.yaml');
      assert.equal(snapshot.activity, undefined);
      assert.deepEqual(engine.pods(), [snapshot]);
      const starts = callsOf('startSandbox', 'startContainer');
      assert.equal(starts[0], 'startSandbox web-0');
      assert.deepEqual(starts.slice(1).sort(), ['startContainer a-0', 'startContainer b-0']);
    });

    it('creates containers while the sandbox starts, and starts none before it runs', async () => {
      const engine = await connected();
      const sandboxMayRun = gate();
      runtime.on('startSandbox', () => sandboxMayRun.opened);
      const run = engine.run(pod);
      await settled();
      assert.equal(callsOf('createContainer').length, 2);
      assert.deepEqual(callsOf('startContainer'), []);
      sandboxMayRun.open();
      await run;
      assert.equal(callsOf('startContainer').length, 2);
    });

    it('asks Docker nothing for a pod of the same manifest that runs already', async () => {
      const engine = await connected();
      await engine.run(pod);
      runtime.calls.length = 0;
      const again = await engine.run(structuredClone(pod));
      assert.deepEqual(runtime.calls, []);
      assert.deepEqual(statesOf(again), ['a running 0', 'b running 0']);
    });

    it('makes one pod of two calls at the same time', async () => {
      const engine = await connected();
      await Promise.all([engine.run(pod), engine.run(pod)]);
      assert.deepEqual(callsOf('runPodSandbox'), ['runPodSandbox web-0']);
    });

    it('replaces a pod of another manifest, whose images are there before the old one goes', async () => {
      const engine = await connected();
      await engine.run(pod);
      runtime.calls.length = 0;
      const changed = podOf([{ name: 'c', image: 'nginx:1' }]);
      const steps = new Set<string>();
      const snapshot = await engine.run(changed, { onProgress: ({ step }) => steps.add(step) });
      assert.deepEqual(statesOf(snapshot), ['c running 0']);
      const order = ['pullImage nginx:1', 'removeContainer a-0', 'runPodSandbox web-0', 'startContainer c-0'];
      assert.deepEqual(
        runtime.calls.filter((call) => order.includes(call)),
        order,
      );
      assert.deepEqual([...steps], ['pulling', 'replacing', 'starting']);
      assert.deepEqual(dataVolumes(), [], 'the old pod’s volumes are gone');
    });

    for (const agrees of [true, false]) {
      it(`asks before it replaces a pod, also one it has yet to hear of: ${agrees ? 'yes' : 'no'}`, async () => {
        const first = await connected();
        await first.run(pod);
        await first.dispose();
        const engine = newEngine();
        const asked: string[][] = [];
        const run = engine.run(podOf(['c']), {
          mayReplace: async (standing) => {
            asked.push(statesOf(standing));
            return agrees;
          },
        });
        const outcome = run.then(statesOf, ({ code }: EngineError) => code);
        runtime.connect();
        assert.deepEqual(await outcome, agrees ? ['c running 0'] : 'cancelled');
        assert.deepEqual(asked, [['a running 0', 'b running 0']]);
        assert.deepEqual(
          statesOf(engine.pod(key)),
          agrees ? ['c running 0'] : ['a running 0', 'b running 0'],
        );
      });
    }

    it('asks nothing where there is nothing to lose', async () => {
      const engine = await connected();
      const mayReplace = () => assert.fail('it asked');
      await engine.run(pod, { mayReplace });
      await engine.run(pod, { mayReplace });
      await engine.stop(key);
      await engine.run(pod, { mayReplace });
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 1', 'b running 1']);
    });

    it('leaves the old pod as it is where the new one’s image cannot be had', async () => {
      const engine = await connected();
      await engine.run(pod);
      const before = runtime.standing();
      runtime.on('pullImage', () => {
        throw new EngineError('image-not-found', { image: 'nginx:1' });
      });
      await assert.rejects(engine.run(podOf([{ name: 'c', image: 'nginx:1' }])), { code: 'image-not-found' });
      assert.deepEqual(runtime.standing(), before);
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', 'b running 0']);
    });

    it('leaves the old pod as it is where it was cancelled before its turn', async () => {
      const engine = await connected();
      await engine.run(pod);
      const abort = new AbortController();
      const changed = engine.run(podOf(['c']), { signal: abort.signal });
      abort.abort();
      await assert.rejects(changed, { code: 'cancelled' });
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', 'b running 0']);
    });

    it('runs the others where the image of one is missing and must not be pulled, until it is there', async () => {
      const engine = await connected();
      const never: Pod = podOf(['a', { name: 'b', image: 'none:1', imagePullPolicy: 'Never' }]);
      const snapshot = await engine.run(never);
      assert.deepEqual(statesOf(snapshot), ['a running 0', 'b ErrImageNeverPull 0']);
      assert.deepEqual(snapshot.problems, [
        {
          containerName: 'b',
          reason: 'ErrImageNeverPull',
          code: 'image-never-pulled',
          args: { image: 'none:1', container: 'b' },
        },
      ]);
      runtime.images.add('none:1');
      await clock.advance(10_000);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', 'b running 0']);
      assert.deepEqual(engine.pod(key)?.problems, []);
      assert.deepEqual(callsOf('pullImage'), []);
    });

    it('pulls for Always what another container never pulls', async () => {
      for (const image of ['busybox:1.37', 'none:1']) {
        const engine = await connected();
        const twice = podOf([
          { name: 'a', image, imagePullPolicy: 'Never' },
          { name: 'b', image, imagePullPolicy: 'Always' },
        ]);
        assert.deepEqual(statesOf(await engine.run(twice)), ['a running 0', 'b running 0']);
        assert.deepEqual(callsOf('pullImage').at(-1), `pullImage ${image}`);
        await engine.remove(key);
        await engine.dispose();
      }
    });

    it('looks for each image once on the way up', async () => {
      const engine = await connected();
      runtime.images.add('other:1');
      await engine.run(podOf(['a', { name: 'b', image: 'other:1' }]));
      const looks = runtime.looks.filter((look) => look.startsWith('imageStatus'));
      assert.deepEqual(looks.sort(), ['imageStatus busybox:1.37', 'imageStatus other:1']);
    });

    it('pulls what failed again after 10, 20 … 300 s, says so, and starts it when it is there', async () => {
      const engine = await connected();
      runtime.on('pullImage', failing('image-pull-failed'));
      const wanted = podOf(['a', { name: 'b', image: 'nginx:1' }, { name: 'c', image: 'nginx:1' }]);
      const snapshot = await engine.run(wanted);
      assert.deepEqual(statesOf(snapshot), ['a running 0', 'b ErrImagePull 0', 'c ErrImagePull 0']);
      assert.equal(snapshot.status.phase, 'Pending');
      for (const [index, wait] of [10, 20, 40, 80, 160, 300, 300].entries()) {
        await clock.advance(1000);
        const [, b] = engine.pod(key)?.status.containerStatuses ?? [];
        assert.equal(b?.state.waiting?.reason, 'ImagePullBackOff');
        assert.equal(
          b?.state.waiting?.message,
          'Back-off pulling image "nginx:1": ErrImagePull: The image nginx:1 could not be pulled: as the test wants',
        );
        assert.equal(engine.pod(key)?.problems[0]?.code, 'image-pull-failed');
        await clock.advance((wait - 1) * 1000 - 1);
        assert.equal(callsOf('pullImage').length, index + 1, `not before ${wait} s`);
        await clock.advance(1);
        await settled();
        assert.equal(callsOf('pullImage').length, index + 2, `after ${wait} s`);
      }
      runtime.on('pullImage', () => undefined);
      await clock.advance(300_000);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', 'b running 0', 'c running 0']);
      const reasons = (await engine.events(key))
        .filter(({ fieldPath }) => fieldPath?.includes('{b}'))
        .map(({ type, reason, message }) => `${type} ${reason} ${message}`);
      for (const event of [
        'Normal Pulling Pulling image "nginx:1"',
        'Warning Failed Failed to pull image "nginx:1": The image nginx:1 could not be pulled: as the test wants',
        'Warning Failed Error: ErrImagePull',
        'Normal BackOff Back-off pulling image "nginx:1"',
        'Warning Failed Error: ImagePullBackOff',
        'Normal Created Container created',
        'Normal Started Container started',
      ])
        assert.ok(reasons.includes(event), `${event}: ${reasons.join('; ')}`);
    });

    it('tells of the pod that replaces another what was pulled for it', async () => {
      const engine = await connected();
      await engine.run(podOf(['a']));
      await clock.advance(1000);
      await engine.run(podOf([{ name: 'a', image: 'nginx:1' }], { hostname: 'other' }));
      const reasons = (await engine.events(key)).map(({ reason }) => reason);
      assert.deepEqual(reasons, ['Pulling', 'Pulled', 'Created', 'Started']);
    });

    it('pulls for Always at each start, while the others of the pod are seen to', async () => {
      const engine = await connected();
      await engine.run(podOf(['a', { name: 'b', image: 'busybox:1.37', imagePullPolicy: 'Always' }]));
      const mayPull = gate();
      runtime.on('pullImage', () => mayPull.opened);
      await clock.advance(1);
      runtime.exit(runtime.container('b').id, 1);
      await settled();
      assert.equal(callsOf('pullImage').length, 2);
      runtime.exit(runtime.container('a').id, 1);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 1', 'b ContainerCreating 0']);
      mayPull.open();
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 1', 'b running 1']);
      await engine.stop(key);
    });

    it('does not hold an order up by a pull', async () => {
      const engine = await connected();
      await engine.run(podOf([{ name: 'a', image: 'busybox:1.37', imagePullPolicy: 'Always' }]));
      const ended: unknown[] = [];
      const { pullImage } = runtime;
      runtime.pullImage = (image, options) => {
        options.signal?.addEventListener('abort', () => ended.push('pull'), { once: true });
        return pullImage(image, options);
      };
      runtime.on('pullImage', () => new Promise(() => undefined));
      runtime.exit(runtime.container('a').id, 1);
      await settled();
      await engine.stop(key);
      assert.equal(engine.pod(key)?.desired, 'Stopped');
      assert.deepEqual(ended, ['pull']);
    });

    it('waits after a pull that ends with something else than a word on its image, too', async () => {
      let broken = false;
      const find = async () => {
        if (broken) throw new Error('disk full');
        return undefined;
      };
      const engine = await connected({ find });
      const always: Container = { name: 'a', image: 'busybox:1.37', imagePullPolicy: 'Always' };
      await engine.run(podOf([always], { imagePullSecrets: [{ name: 'mine' }] }));
      broken = true;
      runtime.exit(runtime.container('a').id, 1);
      await settled();
      assert.match(
        engine.pod(key)?.status.containerStatuses[0]?.state.waiting?.message ?? '',
        /could not be pulled: disk full/,
      );
      broken = false;
      await clock.advance(9999);
      assert.equal(runtime.container('a').attempt, 0);
      await clock.advance(1);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 1']);
    });

    it('pulls an image that is gone by the time its container is made', async () => {
      const engine = await connected();
      let refused = 0;
      runtime.on('createContainer', (subject) => {
        if (!subject.startsWith('a') || refused++ > 0) return;
        runtime.images.delete('busybox:1.37');
        throw new EngineError('image-not-found', { image: 'busybox:1.37' });
      });
      await engine.run(podOf(['a']));
      await settled();
      assert.deepEqual(callsOf('pullImage'), ['pullImage busybox:1.37']);
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 0']);
    });

    it('names an image that has no name', async () => {
      const engine = await connected();
      runtime.on('pullImage', failing('image-name-invalid'));
      const snapshot = await engine.run(podOf([{ name: 'a', image: 'NO NAME' }]));
      assert.deepEqual(statesOf(snapshot), ['a InvalidImageName 0']);
    });

    it('pulls each image once, and again only for Always', async () => {
      const engine = await connected();
      const image = 'nginx:1';
      runtime.images.add('here:1');
      await engine.run(
        podOf([
          { name: 'd', image: 'here:1' },
          { name: 'a', image },
          { name: 'b', image, imagePullPolicy: 'IfNotPresent' },
          { name: 'c', image: 'busybox:1.37', imagePullPolicy: 'Always' },
        ]),
      );
      assert.deepEqual(callsOf('pullImage').sort(), ['pullImage busybox:1.37', 'pullImage nginx:1']);
    });

    for (const verb of ['createSandbox', 'startSandbox']) {
      it(`takes everything back where ${verb} fails`, async () => {
        const engine = await connected();
        runtime.on(verb, (subject) => {
          if (!subject.startsWith('a')) failing('port-taken')();
        });
        await assert.rejects(engine.run(pod), { code: 'port-taken' });
        await settled();
        assert.deepEqual(runtime.standing(), []);
        assert.deepEqual(engine.pods(), []);
        assert.equal(clock.pending, 0);
      });
    }

    it('goes on where Docker refuses to make one of its containers', async () => {
      const engine = await connected();
      runtime.on('createContainer', (subject) => {
        if (subject.startsWith('b')) failing('docker-failed')();
      });
      const snapshot = await engine.run(pod);
      assert.deepEqual(statesOf(snapshot), ['a running 0', 'b CreateContainerError 0']);
      const [problem] = snapshot.problems;
      assert.deepEqual([problem?.containerName, problem?.code], ['b', 'docker-failed']);
      runtime.on('createContainer', () => undefined);
      await clock.advance(10_000);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', 'b running 0']);
    });

    it('counts a start that Docker refuses as a crash, and keeps the reason until it starts', async () => {
      const engine = await connected();
      const refuse = (subject: string) => {
        if (subject.startsWith('b')) failing('command-not-found')();
      };
      runtime.on('startContainer', refuse);
      const snapshot = await engine.run(pod);
      assert.deepEqual(statesOf(snapshot), ['a running 0', 'b RunContainerError 1']);
      assert.equal(snapshot.status.containerStatuses[1]?.lastState?.terminated?.reason, 'ContainerCannotRun');
      for (const [index, wait] of [10, 20, 40].entries()) {
        await clock.advance(1000);
        assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', `b CrashLoopBackOff ${index + 1}`]);
        assert.deepEqual(
          engine.pod(key)?.problems.map(({ reason, code }) => `${reason} ${code}`),
          ['RunContainerError command-not-found'],
        );
        await clock.advance((wait - 1) * 1000 - 1);
        assert.equal(runtime.container('b').attempt, index + 1, `not before ${wait} s`);
        await clock.advance(1);
        await settled();
        assert.equal(runtime.container('b').attempt, index + 2);
      }
      runtime.on('startContainer', () => undefined);
      await clock.advance(80_000);
      await settled();
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 0', 'b running 5']);
      assert.deepEqual(engine.pod(key)?.problems, []);
    });

    it('has failed where Docker refuses to start what is not restarted', async () => {
      const engine = await connected();
      runtime.on('startContainer', (subject) => {
        if (subject.startsWith('b')) failing('command-not-found')();
      });
      const snapshot = await engine.run(podOf(['a', 'b'], { restartPolicy: 'Never' }));
      assert.deepEqual(statesOf(snapshot), ['a running 0', 'b ContainerCannotRun 0']);
      assert.equal(snapshot.problems[0]?.code, 'command-not-found');
      runtime.exit(runtime.container('a').id, 0);
      await settled();
      assert.equal(engine.pod(key)?.status.phase, 'Failed');
      await clock.advance(3_600_000);
      assert.equal(callsOf('startContainer').length, 2);
    });

    it('leaves what another window has started by the time that its own start is refused', async () => {
      const engine = await connected();
      runtime.on('startContainer', (subject) => {
        if (subject !== 'b-0') return;
        runtime.restartOutside(runtime.container('b').id);
        failing('docker-failed')();
      });
      const snapshot = await engine.run(pod);
      assert.deepEqual(statesOf(snapshot), ['a running 0', 'b running 0']);
      assert.deepEqual(callsOf('removeContainer'), []);
      assert.deepEqual(snapshot.problems, []);
    });

    it('takes a start that failed with its sandbox for none', async () => {
      const engine = await connected();
      runtime.on('startContainer', (subject) => {
        if (subject !== 'a-0') return;
        runtime.on('startContainer', () => undefined);
        runtime.exit(runtime.sandbox().id, 137);
        failing('docker-failed')();
      });
      await engine.run(podOf(['a'], { restartPolicy: 'Never' }));
      await clock.advance(10_000);
      await settled();
      assert.equal(engine.pod(key)?.sandbox?.attempt, 1);
      assert.deepEqual(statesOf(engine.pod(key)), ['a running 0']);
    });

    for (const verb of ['pullImage', 'runPodSandbox', 'startSandbox', 'createContainer', 'startContainer']) {
      it(`leaves nothing where it is cancelled at ${verb}`, async () => {
        const engine = await connected();
        const abort = new AbortController();
        runtime.on(verb, () => abort.abort());
        const wanted = podOf(['a', { name: 'b', image: 'nginx:1' }], { volumes: [{ name: 'data' }] });
        await assert.rejects(engine.run(wanted, { signal: abort.signal }), { code: 'cancelled' });
        await settled();
        assert.deepEqual(runtime.standing(), []);
        assert.deepEqual(engine.pods(), []);
      });
    }

    it('keeps a stopped pod where its sandbox cannot be started again', async () => {
      const engine = await connected();
      await engine.run(pod);
      await engine.stop(key);
      runtime.on('startSandbox', failing('port-taken'));
      await assert.rejects(engine.run(pod), { code: 'port-taken' });
      await settled();
      assert.equal(engine.pod(key)?.desired, 'Stopped');
      assert.deepEqual(statesOf(engine.pod(key)), ['a Error 0', 'b Error 0']);
      assert.equal(dataVolumes().length, 1);
    });

    it('ends containers that run on without their sandbox before it makes new ones', async () => {
      const first = await connected();
      await first.run(pod);
      await first.dispose();
      const sandbox = runtime.sandbox();
      runtime.sandboxes.set(sandbox.id, { ...sandbox, state: 'SANDBOX_NOTREADY', desired: 'Stopped' });
      const engine = await connected();
      await engine.run(pod);
      const running = [...runtime.containers.values()].filter(({ state }) => state === 'CONTAINER_RUNNING');
      assert.deepEqual(running.map(({ name, attempt }) => `${name}-${attempt}`).sort(), ['a-1', 'b-1']);
    });

    it('refuses an OCI runtime that Docker does not have, before anything is made', async () => {
      const engine = newEngine({ runtime: 'nope' });
      runtime.connect();
      await assert.rejects(engine.run(pod), {
        code: 'runtime-unknown',
        args: { runtime: 'nope', known: 'crun, runc' },
      });
      assert.deepEqual(runtime.calls, []);
    });

    it('keeps the moment at which the pod was first asked for over stop, start and rebuild', async () => {
      const engine = await connected();
      await clock.advance(1000);
      await engine.run(pod);
      const createdAt = () => engine.pod(key)?.metadata.creationTimestamp;
      assert.equal(createdAt(), at(1));
      await clock.advance(60_000);
      await engine.stop(key);
      await engine.run(pod);
      assert.equal(createdAt(), at(1));
      await engine.restart(key);
      assert.equal(createdAt(), at(1));
      runtime.exit(runtime.sandbox().id, 137);
      await clock.advance(1000);
      assert.equal(engine.pod(key)?.sandbox?.attempt, 3);
      assert.equal(createdAt(), at(1));
      await engine.run(podOf(['c']));
      assert.equal(createdAt(), at(62), 'another manifest is another pod');
    });
  });
});
