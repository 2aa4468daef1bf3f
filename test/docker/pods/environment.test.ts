import assert from 'node:assert/strict';
import type { Container, EnvVar } from '../../../src/engine/model/pod';
import type { PodObject } from '../../../src/engine/model/podObject';
import type { PodSnapshot } from '../../../src/engine/model/podSnapshot';
import { podUid } from '../../../src/engine/plan/names';
import type { PodEngineApi } from '../../../src/engine/podEngineApi';
import { allRunning, engineTrial, idle, podThat, textObject } from '../support/engineTrial';

describe('the environment of a container', function () {
  this.timeout(60_000);
  const trial = engineTrial();
  const { namespace } = trial;
  const objects: PodObject[] = [];
  let engine: PodEngineApi;

  before(() => {
    engine = trial.engine({ objects });
    objects.push(
      textObject('ConfigMap', namespace, 'settings', { COLOUR: 'blue', SIZE: 'l', lines: 'one\ntwo\n' }),
      textObject('Secret', namespace, 'keys', { PASSWORD: 'geheim $(COLOUR)' }),
    );
  });
  after(() => trial.dispose());

  /** As PID 1 of the container has it. */
  async function environment(pod: string, container: string): Promise<Record<string, string>> {
    const text = await trial.exec(pod, container, 'sh', '-c', 'tr "\\0\\n" "\\n~" < /proc/1/environ');
    const lines = text.split('\n').map((line) => line.replaceAll('~', '\n').split(/=(.*)/s));
    return Object.fromEntries(lines.map(([name = '', value = '']) => [name, value]));
  }

  function own(all: Record<string, string>, ...image: string[]): Record<string, string> {
    return Object.fromEntries(Object.entries(all).filter(([name]) => !image.includes(name)));
  }
  const ofImage = ['PATH', 'HOSTNAME', 'HOME'];

  it('has what ConfigMaps, Secrets and literals give it, and command and args see it', async () => {
    await engine.run(
      trial.pod('sources', [
        {
          name: 'app',
          ...idle,
          command: [...(idle.command ?? []), '$(URL)', '$$(URL)'],
          args: ['$(NOBODY)'],
          envFrom: [{ prefix: 'S_', configMapRef: { name: 'settings' } }],
          env: [
            { name: 'COLOUR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'COLOUR' } } },
            { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'keys', key: 'PASSWORD' } } },
            { name: 'URL', value: '$(PASSWORD)@$(S_SIZE)$$5' },
            { name: 'S_SIZE', value: 'own' },
            { name: 'NONE', valueFrom: { secretKeyRef: { name: 'none', key: 'k', optional: true } } },
          ],
        },
      ]),
    );
    assert.deepEqual(own(await environment('sources', 'app'), ...ofImage), {
      S_COLOUR: 'blue',
      S_SIZE: 'own',
      S_lines: 'one\ntwo\n',
      COLOUR: 'blue',
      PASSWORD: 'geheim $(COLOUR)',
      URL: 'geheim $(COLOUR)@l$5',
    });
    const [program, ...words] = (await trial.exec('sources', 'app', 'cat', '/proc/1/cmdline')).split('\0');
    assert.equal(program, 'sh');
    assert.deepEqual(words.slice(2, 5), ['geheim $(COLOUR)@l$5', '$(URL)', '$(NOBODY)']);
  });

  for (const field of ['command', 'args'] as const) {
    it(`keeps a Secret’s values out of what Docker says of a program in ${field} that is not there`, async () => {
      const env = [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'keys', key: 'PASSWORD' } } }];
      const app = { name: 'app', image: idle.image, env, [field]: ['/bin/it --with=$(PASSWORD)'] };
      const snapshot = await engine.run(trial.pod(`wrong-${field}`, [app]));
      const [problem] = snapshot.problems;
      assert.equal(problem?.code, 'command-not-found');
      assert.match(problem.args.detail ?? '', /"\/bin\/it --with=\$\(PASSWORD\)"/);
      const told = JSON.stringify([snapshot, await engine.events(snapshot.metadata)]);
      assert.match(told, /RunContainerError/);
      assert.doesNotMatch(told, /geheim/);
      await engine.remove(snapshot.metadata);
    });
  }

  it('keeps a Secret’s values out of names, labels and the pod’s snapshot', async () => {
    const { Name, Config } = await trial.container('sources', 'app');
    const { Config: sandbox } = await trial.container('sources', 'POD');
    const snapshot = engine.pod({ namespace, name: 'sources' });
    const seen = JSON.stringify([Name, Config.Labels, sandbox.Labels, snapshot]);
    assert.ok(snapshot);
    assert.ok(!seen.includes('geheim'));
  });

  it('has a Secret’s values also after a restart when its manifest is gone', async () => {
    const gone = textObject('Secret', namespace, 'gone', { KEY: 'kept' });
    objects.push(gone);
    const pod = trial.pod('restarted', [
      { name: 'app', ...idle, envFrom: [{ secretRef: { name: 'gone' } }] },
    ]);
    await engine.run(pod);
    objects.splice(objects.indexOf(gone), 1);
    await engine.restart(pod.metadata);
    assert.equal((await environment('restarted', 'app')).KEY, 'kept');
    // What somebody runs anew is what is written now.
    await engine.stop(pod.metadata);
    const { status } = await engine.run(pod);
    assert.equal(status.containerStatuses[0]?.state.waiting?.reason, 'CreateContainerConfigError');
  });

  it('has a Secret’s values also where its manifest is gone and the sandbox that kept them was killed', async () => {
    const gone = textObject('Secret', namespace, 'lost', { KEY: 'kept' });
    objects.push(gone);
    const pod = trial.pod('rebuilt', [{ name: 'app', ...idle, envFrom: [{ secretRef: { name: 'lost' } }] }]);
    await engine.run(pod);
    objects.splice(objects.indexOf(gone), 1);
    await trial.docker.getContainer((await trial.container('rebuilt', 'POD')).Id).kill();
    const isBack = (found: PodSnapshot) => allRunning(found) && found.sandbox?.attempt === 1;
    await podThat(engine, pod.metadata, 'the pod is rebuilt', isBack);
    assert.equal((await environment('rebuilt', 'app')).KEY, 'kept');
  });

  it('has what the downward API tells of the pod and of its resources', async () => {
    const field = (name: string, fieldPath: string): EnvVar => ({
      name,
      valueFrom: { fieldRef: { fieldPath } },
    });
    const amount = (name: string, resource: string, divisor: string): EnvVar => ({
      name,
      valueFrom: { resourceFieldRef: { resource, divisor } },
    });
    const pod = trial.pod('downward', [
      {
        name: 'app',
        ...idle,
        resources: { limits: { cpu: '500m', memory: '32Mi' }, requests: { memory: '16Mi' } },
        env: [
          field('NAME', 'metadata.name'),
          field('NAMESPACE', 'metadata.namespace'),
          field('UID', 'metadata.uid'),
          field('APP', "metadata.labels['app']"),
          field('NODE', 'spec.nodeName'),
          field('ACCOUNT', 'spec.serviceAccountName'),
          field('POD_IP', 'status.podIP'),
          field('HOST_IP', 'status.hostIP'),
          amount('CPU', 'limits.cpu', '1m'),
          amount('MEMORY', 'limits.memory', '1Mi'),
          amount('REQUEST', 'requests.memory', '1Ki'),
        ],
      },
      {
        name: 'free',
        ...idle,
        env: [amount('CPU', 'limits.cpu', '1'), amount('MEMORY', 'limits.memory', '1')],
      },
    ]);
    pod.metadata.labels = { app: 'shop' };
    await engine.run(pod);
    const { NetworkSettings } = await trial.container('downward', 'POD');
    const [network] = Object.values(NetworkSettings.Networks);
    const info = (await trial.docker.info()) as { Name: string; NCPU: number; MemTotal: number };
    assert.deepEqual(own(await environment('downward', 'app'), ...ofImage), {
      NAME: 'downward',
      NAMESPACE: namespace,
      UID: podUid({ namespace, name: 'downward' }),
      APP: 'shop',
      NODE: info.Name,
      ACCOUNT: 'default',
      POD_IP: network?.IPAddress,
      HOST_IP: network?.Gateway,
      CPU: '500',
      MEMORY: '32',
      REQUEST: '16384',
    });
    assert.match(network?.IPAddress ?? '', /^\d+\.\d+\.\d+\.\d+$/);
    const free = own(await environment('downward', 'free'), ...ofImage);
    assert.deepEqual(free, { CPU: String(info.NCPU), MEMORY: String(info.MemTotal) });
  });

  it('has what an init container wrote to a file of a volume that is not mounted', async () => {
    const reads = (key: string, optional = false): EnvVar => ({
      name: key,
      valueFrom: { fileKeyRef: { volumeName: 'config', path: 'dir/config.env', key, optional } },
    });
    const writes: Container = {
      name: 'setup',
      image: 'busybox:1.37',
      command: ['sh', '-c'],
      args: [`mkdir /data/dir; printf "# made\\nDB_ADDRESS='a b'\\nLINES='1\\n2'\\n" > /data/dir/config.env`],
      volumeMounts: [{ name: 'config', mountPath: '/data' }],
    };
    await engine.run(
      trial.pod(
        'file',
        [{ name: 'app', ...idle, env: [reads('DB_ADDRESS'), reads('LINES'), reads('NONE', true)] }],
        { initContainers: [writes], volumes: [{ name: 'config', emptyDir: {} }] },
      ),
    );
    await podThat(engine, { namespace, name: 'file' }, 'app runs', ({ status }) =>
      status.containerStatuses.every(({ state }) => state.running),
    );
    const found = own(await environment('file', 'app'), ...ofImage);
    assert.deepEqual(found, { DB_ADDRESS: 'a b', LINES: '1\n2' });
  });

  it('is waited for: the container is made when its ConfigMap comes', async () => {
    const key = { namespace, name: 'waits' };
    const run = engine.run(
      trial.pod('waits', [{ name: 'app', ...idle, envFrom: [{ configMapRef: { name: 'late' } }] }]),
    );
    await podThat(engine, key, 'it waits', ({ status }) =>
      status.containerStatuses.some(({ state }) => state.waiting?.reason === 'CreateContainerConfigError'),
    );
    objects.push(textObject('ConfigMap', namespace, 'late', { CAME: 'yes' }));
    await run;
    await podThat(
      engine,
      key,
      'it runs',
      ({ status }) => status.containerStatuses.every(({ state }) => state.running),
      30_000,
    );
    assert.equal((await environment('waits', 'app')).CAME, 'yes');
  });
});
