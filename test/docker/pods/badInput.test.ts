import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { fieldOfError } from '../../../src/engine/manifest/fieldOfError';
import { readManifest } from '../../../src/engine/manifest/readManifest';
import { EngineError } from '../../../src/engine/model/engineError';
import { formatMessage } from '../../../src/engine/model/messages';
import type { Container } from '../../../src/engine/model/pod';
import type { PodSnapshot } from '../../../src/engine/model/podSnapshot';
import { containerName, podUid, sandboxName } from '../../../src/engine/plan/names';
import type { PodEngineApi } from '../../../src/engine/podEngineApi';
import { eventually } from '../../support/eventually';
import { allRunning, type EngineTrial, engineTrial, freePort, idle, podThat } from '../support/engineTrial';
import { skippingClock } from '../support/skippingClock';
import { slowRegistry } from '../support/slowRegistry';

/** What a container waits for: kinds of its problem's arguments as in `fails`. */
interface Waiting {
  reason: string;
  codes: readonly string[];
  args: Record<string, string | RegExp>;
  field: string | undefined;
  /** The state of the other container. */
  other?: 'running' | 'waiting';
}

describe('bad input on Docker', function () {
  this.timeout(60_000);
  let trial: EngineTrial;
  let engine: PodEngineApi;
  const servers = new Set<Server>();

  beforeEach(() => {
    trial = engineTrial();
    engine = trial.engine();
  });
  afterEach(async () => {
    for (const server of servers) server.close();
    servers.clear();
    await trial.dispose();
  });

  /** What is said of an image that Docker Hub does not have: by whether Docker can ask there. */
  const unknownAtHub = ['image-not-found', 'image-pull-failed'];

  /** The run fails with this code, or one of these, whose sentence names what it must, and nothing of it is left. */
  async function fails(
    run: Promise<unknown>,
    codes: string | string[],
    args: Record<string, string | RegExp>,
    except: string[] = [],
  ): Promise<void> {
    const error = await run.then(
      () => assert.fail('it was run'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof EngineError, String(error));
    assert.ok([codes].flat().includes(error.code), String(error));
    for (const [name, value] of Object.entries(args)) {
      if (typeof value === 'string') assert.equal(error.args[name], value, name);
      else assert.match(error.args[name] ?? '', value, name);
    }
    assert.doesNotMatch(formatMessage(error.code, error.args), /[{}]/, 'the sentence has all it names');
    assert.deepEqual(
      engine.pods().filter(({ metadata }) => metadata.namespace === trial.namespace),
      [],
    );
    await engine.dispose();
    assert.deepEqual(await trial.leftovers(), except);
  }

  /**
   * The run is over, the other container of the pod runs unless it waits, too, and this one waits for a reason whose
   * problem names the field that can mend it; the pod goes without a trace.
   */
  async function waits(
    running: Promise<PodSnapshot>,
    { reason, codes, args, field, other = 'running' }: Waiting,
  ): Promise<PodSnapshot> {
    const snapshot = await running;
    const [beside, app] = snapshot.status.containerStatuses;
    assert.deepEqual(Object.keys(beside?.state ?? {}), [other]);
    const { waiting } = app?.state ?? {};
    assert.equal(waiting?.reason, reason);
    const [problem] = snapshot.problems;
    assert.ok(problem && codes.includes(problem.code), JSON.stringify(snapshot.problems));
    for (const [name, value] of Object.entries(args)) {
      if (typeof value === 'string') assert.equal(problem.args[name], value, name);
      else assert.match(problem.args[name] ?? '', value, name);
    }
    const sentence = formatMessage(problem.code, problem.args);
    assert.doesNotMatch(sentence, /[{}]/, 'the sentence has all it names');
    assert.ok(waiting?.message?.includes(sentence), waiting?.message);
    assert.equal(fieldOfError(problem, { apiVersion: 'v1', kind: 'Pod', ...snapshot }), field);
    const events = await engine.events(snapshot.metadata);
    const told = events.filter(({ type }) => type === 'Warning').map(({ message }) => message);
    const isTold = (message: string) => message.includes(sentence) || message === `Error: ${reason}`;
    assert.ok(told.some(isTold), told.join('; '));
    return snapshot;
  }

  /** And the pod goes without a trace. */
  async function removed({ metadata }: PodSnapshot): Promise<void> {
    await engine.remove(metadata);
    await engine.dispose();
    assert.deepEqual(await trial.leftovers(), []);
  }

  const data = { volumes: [{ name: 'data', emptyDir: {} }] };
  const other: Container = { name: 'other', ...idle, volumeMounts: [{ name: 'data', mountPath: '/data' }] };
  const run = (container: Partial<Container>, spec = {}) =>
    engine.run(trial.pod('bad', [other, { name: 'app', ...idle, ...container }], { ...data, ...spec }), {
      manifestDirectory: trial.directory,
    });

  for (const [image, codes] of [
    ['127.0.0.1:1/none:1', 'image-pull-failed'],
    ['no-such-image-xyz:1', unknownAtHub],
  ] as const) {
    it(`an image that does not exist: ${image}`, async () => {
      const args = { image, detail: /./ };
      const field = 'spec.containers[1].image';
      await removed(
        await waits(run({ image }), { reason: 'ErrImagePull', codes: [codes].flat(), args, field }),
      );
    });
  }

  for (const [image, imagePullPolicy, reason, code] of [
    ['no-such-image-xyz:1', 'Never', 'ErrImageNeverPull', 'image-never-pulled'],
    ['No Image', 'IfNotPresent', 'InvalidImageName', 'image-name-invalid'],
    ['No Image', 'Always', 'InvalidImageName', 'image-name-invalid'],
    ['No Image', 'Never', 'InvalidImageName', 'image-name-invalid'],
  ] as const) {
    it(`an image that cannot be: ${image}, pulled ${imagePullPolicy}`, async () => {
      const args = { image, container: 'app' };
      const field = 'spec.containers[1].image';
      const running = run({ image, imagePullPolicy });
      await removed(await waits(running, { reason, codes: [code], args, field }));
    });
  }

  it('a pull that is cancelled, which ends it at the daemon as well', async () => {
    const registry = await slowRegistry();
    try {
      const abort = new AbortController();
      const fractions: number[] = [];
      const pulling = engine.run(trial.pod('bad', [{ name: 'app', image: registry.image }]), {
        signal: abort.signal,
        onProgress: ({ step, subject, fraction }) => {
          assert.deepEqual([step, subject], ['pulling', registry.image]);
          if (fraction) fractions.push(fraction);
        },
      });
      const { socket } = await registry.asked;
      await eventually(() => fractions.length >= 2 && fractions.every((each) => each < 0.5), 'progress');
      const { activity } = engine.pod({ namespace: trial.namespace, name: 'bad' }) ?? {};
      assert.equal(activity?.kind, 'pulling');
      // Not `once`: it takes the reset for a failure.
      const closed = new Promise((resolve) => socket.once('close', resolve));
      abort.abort();
      await fails(pulling, 'cancelled', {});
      await closed;
    } finally {
      registry.close();
    }
  });

  it('a host port that a program holds', async () => {
    const server = createServer();
    servers.add(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    await fails(run({ ports: [{ containerPort: 80, hostPort: port }] }), 'port-taken', {
      port: String(port),
    });
  });

  it('a host port that another pod holds', async () => {
    const hostPort = await freePort();
    const ports = [{ containerPort: 80, hostPort }];
    const holder = engineTrial();
    try {
      await holder.engine().run(holder.pod('holder', [{ name: 'app', ...idle, ports }]));
      await fails(run({ ports }), 'port-taken', { port: String(hostPort) });
    } finally {
      await holder.dispose();
    }
  });

  for (const [type, make, code, field] of [
    ['File', () => undefined, 'host-path-missing', 'spec.volumes[1].hostPath.path'],
    ['File', (path: string) => mkdirSync(path), 'host-path-type', 'spec.volumes[1].hostPath.type'],
  ] as const) {
    it(`a hostPath of type ${type}: ${code}, until it is one`, async () => {
      const clock = skippingClock();
      engine = trial.engine({ clock });
      const path = `${trial.directory}/some.conf`;
      make(path);
      const snapshot = await waits(
        run(
          { volumeMounts: [{ name: 'config', mountPath: '/config' }] },
          { volumes: [...data.volumes, { name: 'config', hostPath: { path: './some.conf', type } }] },
        ),
        {
          ...{ reason: 'ContainerCreating', codes: [code], field, other: 'waiting' },
          args: { path, volume: 'config' },
        },
      );
      const events = await engine.events(snapshot.metadata);
      assert.ok(events.some(({ reason }) => reason === 'FailedMount'));
      rmSync(path, { recursive: true, force: true });
      writeFileSync(path, 'here\n');
      clock.skip(10_000);
      const up = await podThat(engine, snapshot.metadata, 'the pod runs', allRunning);
      assert.deepEqual(up.problems, []);
      assert.equal(await trial.exec('bad', 'app', 'cat', '/config'), 'here');
      await removed(up);
    });
  }

  it('a relative hostPath of a manifest that is no file', () =>
    fails(
      engine.run(
        trial.pod('bad', [{ name: 'app', ...idle, volumeMounts: [{ name: 'v', mountPath: '/v' }] }], {
          volumes: [{ name: 'v', hostPath: { path: './here' } }],
        }),
      ),
      'host-path-relative',
      { path: './here', volume: 'v' },
    ));

  for (const command of ['no-such-command', '/no/such/command', '/etc']) {
    it(`a command that cannot be run: ${command}`, async () => {
      const clock = skippingClock();
      engine = trial.engine({ clock });
      const args = { container: 'app', detail: new RegExp(command) };
      const field = 'spec.containers[1].command[0]';
      const codes = ['command-not-found'];
      const running = run({ command: [command] });
      const { metadata } = await waits(running, { reason: 'RunContainerError', codes, args, field });
      clock.skip(1000);
      const backsOff = await podThat(engine, metadata, 'a crash loop', ({ status }) => {
        return status.containerStatuses[1]?.state.waiting?.reason === 'CrashLoopBackOff';
      });
      const app = backsOff.status.containerStatuses[1];
      // The first restart waits for nothing.
      assert.equal(app?.restartCount, 1);
      assert.equal(app.lastState?.terminated?.reason, 'ContainerCannotRun');
      assert.equal(backsOff.problems[0]?.code, 'command-not-found');
      assert.equal(backsOff.status.phase, 'Running');
      clock.skip(10_000);
      await podThat(engine, metadata, 'another try', ({ status }) => {
        return status.containerStatuses[1]?.restartCount === 2;
      });
      await removed(backsOff);
    });
  }

  it('a command that cannot be run, and is not tried again', async () => {
    const spec = { restartPolicy: 'Never' } as const;
    const snapshot = await run({ command: ['/no/such/command'] }, spec);
    const [, app] = snapshot.status.containerStatuses;
    const { terminated } = app?.state ?? {};
    assert.deepEqual([terminated?.reason, terminated?.exitCode], ['ContainerCannotRun', 127]);
    assert.match(terminated?.message ?? '', /no such file or directory/);
    assert.equal(app?.restartCount, 0);
    assert.equal(snapshot.problems[0]?.code, 'command-not-found');
    const { id = '' } = await trial.container('bad', 'other').then(({ Id }) => ({ id: Id }));
    await trial.docker.getContainer(id).kill();
    const ended = await podThat(engine, snapshot.metadata, 'the end', ({ status }) => {
      return status.phase !== 'Running';
    });
    assert.equal(ended.status.phase, 'Failed');
    await removed(ended);
  });

  it('a limit that Docker refuses', async () => {
    await removed(
      await waits(run({ resources: { limits: { memory: '1Mi' } } }), {
        ...{ reason: 'CreateContainerError', codes: ['docker-failed'] },
        args: { container: 'app', detail: /memory limit/i },
        field: 'spec.containers[1].resources.limits.memory',
      }),
    );
  });

  it('an OCI runtime that Docker does not have', async () => {
    engine = trial.engine({ settings: () => ({ runtime: 'no-such-runtime' }) });
    await fails(run({}), 'runtime-unknown', { runtime: 'no-such-runtime', known: /runc/ });
  });

  it('somebody else’s container under the name of one of ours', async () => {
    const key = { namespace: trial.namespace, name: 'bad' };
    const clock = skippingClock();
    const name = sandboxName(key, podUid(key), 0);
    const stranger = await trial.docker.createContainer({ name, Image: 'busybox:1.37' });
    try {
      await fails(run({}), 'name-taken', { name });
      assert.equal((await stranger.inspect()).Name, `/${name}`, 'it stays');
    } finally {
      await stranger.remove({ force: true });
    }
    engine = trial.engine({ clock });
    const app = containerName('app', key, podUid(key), 0);
    const other = await trial.docker.createContainer({ name: app, Image: 'busybox:1.37' });
    try {
      await waits(run({}), {
        ...{ reason: 'CreateContainerError', codes: ['name-taken'], args: { name: app } },
        field: 'spec.containers[1].name',
      });
      assert.equal((await other.inspect()).Name, `/${app}`, 'it stays');
    } finally {
      await other.remove({ force: true });
    }
    clock.skip(10_000);
    await removed(await podThat(engine, key, 'the pod runs', allRunning));
  });

  it('somebody else’s network under the name of ours', async () => {
    const name = `k8s_${trial.namespace}`;
    const network = await trial.docker.createNetwork({ Name: name, Driver: 'bridge' });
    try {
      await fails(run({}), 'name-taken', { name });
    } finally {
      await network.remove();
    }
  });

  it('a start that is cancelled while its containers are made', async () => {
    const abort = new AbortController();
    const starting = engine.run(trial.pod('bad', [other, 'app'], data), {
      signal: abort.signal,
      onProgress: ({ step }) => step === 'starting' && setImmediate(() => abort.abort()),
    });
    await fails(starting, 'cancelled', {});
  });

  it('a manifest that is replaced by a broken one leaves the pod that runs', async () => {
    const pod = trial.pod('bad', [other, 'app'], data);
    await engine.run(pod);
    await assert.rejects(run({ image: '127.0.0.1:1/none:1' }), { code: 'image-pull-failed' });
    const snapshot = engine.pod({ namespace: trial.namespace, name: 'bad' });
    assert.ok(
      snapshot?.status.containerStatuses.every(({ ready, restartCount }) => ready && restartCount === 0),
    );
    await engine.remove(pod.metadata);
  });

  it('texts that are no manifest give findings and no pod', () => {
    for (const text of ['', '\0', ': : :', 'kind: Pod', `kind: Pod\n${'x'.repeat(5_000_000)}`]) {
      const { pods } = readManifest(text);
      assert.ok(pods.every(({ pod }) => pod === undefined));
    }
  });
});
