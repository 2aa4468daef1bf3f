import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { readManifest } from '../../src/engine/manifest/readManifest';
import { EngineError } from '../../src/engine/model/engineError';
import { formatMessage } from '../../src/engine/model/messages';
import type { Container } from '../../src/engine/model/pod';
import { containerName, podUid, sandboxName } from '../../src/engine/plan/names';
import type { PodEngineApi } from '../../src/engine/podEngineApi';
import { eventually } from '../support/eventually';
import { type EngineTrial, engineTrial, freePort, idle } from './support/engineTrial';
import { slowRegistry } from './support/slowRegistry';

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
    it(`an image that does not exist: ${image}`, () =>
      fails(run({ image }), [codes].flat(), { image, detail: /./ }));
  }

  it('an image that is not here and must not be pulled', () =>
    fails(run({ image: 'no-such-image-xyz:1', imagePullPolicy: 'Never' }), 'image-never-pulled', {
      image: 'no-such-image-xyz:1',
      container: 'app',
    }));

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

  it('a hostPath of type File that is not there', () =>
    fails(
      run(
        { volumeMounts: [{ name: 'config', mountPath: '/config' }] },
        {
          volumes: [...data.volumes, { name: 'config', hostPath: { path: './no such.conf', type: 'File' } }],
        },
      ),
      'host-path-missing',
      { path: `${trial.directory}/no such.conf`, volume: 'config' },
    ));

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
    it(`a command that cannot be run: ${command}`, () =>
      fails(run({ command: [command] }), 'command-not-found', {
        container: 'app',
        detail: new RegExp(command),
      }));
  }

  it('a limit that Docker refuses', () =>
    fails(run({ resources: { limits: { memory: '1Mi' } } }), 'docker-failed', {
      container: 'app',
      detail: /memory limit/i,
    }));

  it('an OCI runtime that Docker does not have', async () => {
    engine = trial.engine({ settings: () => ({ runtime: 'no-such-runtime' }) });
    await fails(run({}), 'runtime-unknown', { runtime: 'no-such-runtime', known: /runc/ });
  });

  it('somebody else’s container under the name of one of ours', async () => {
    const key = { namespace: trial.namespace, name: 'bad' };
    const names = [sandboxName(key, podUid(key), 0), containerName('app', key, podUid(key), 0)];
    for (const name of names) {
      const stranger = await trial.docker.createContainer({ name, Image: 'busybox:1.37' });
      try {
        await fails(run({}), 'name-taken', { name });
        assert.equal((await stranger.inspect()).Name, `/${name}`, 'it stays');
        engine = trial.engine();
      } finally {
        await stranger.remove({ force: true });
      }
    }
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
