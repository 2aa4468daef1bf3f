import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readlinkSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { createProbe, type Probe } from '../../src/engine/runtime/docker/probe/probe';
import { probeName, sweepCgroups } from '../../src/engine/runtime/docker/probe/probeContainer';
import { createSandboxTrial, type SandboxTrial, until } from './support/sandboxTrial';

const namespaces = ['net', 'ipc', 'pid', 'uts', 'mnt', 'user', 'cgroup'];

describe('probe, on a real Docker', function () {
  this.timeout(60_000);
  let trial: SandboxTrial;
  const probes: Probe[] = [];
  const probe = (idleSeconds = 60) => {
    const made = createProbe({ idleSeconds, labels: trial.labels });
    probes.push(made);
    return made;
  };
  const exists = () =>
    trial.docker
      .getContainer(probeName(trial.image))
      .inspect()
      .then(
        () => true,
        () => false,
      );

  before(async () => {
    trial = await createSandboxTrial();
  });
  afterEach(async () => {
    for (const made of probes.splice(0)) await made.close();
  });
  after(() => trial?.dispose());

  it("reads the namespaces of another container's process as root sees them", async function () {
    const sandbox = await trial.startSandbox({ NetworkMode: 'none' });
    const app = await trial.startApp(sandbox, 'exec sleep 1000');
    const pids = [sandbox, app].map(async (container) => (await container.inspect()).State.Pid);
    const paths = (await Promise.all(pids)).flatMap((pid) =>
      namespaces.map((name) => `/proc/${pid}/ns/${name}`),
    );
    const readings = await probe().readHost(
      trial.docker,
      trial.image,
      paths.map((path) => ({ kind: 'link', path })),
    );
    const links = readings.map((reading) => (reading.ok ? reading.data.toString() : reading.errno));
    assert.equal(links[0], links[namespaces.length], 'both are in one network namespace');
    assert.notEqual(links[4], links[namespaces.length + 4], 'each has its own mounts');
    let expected: string[];
    try {
      expected = paths.map((path) => readlinkSync(path));
    } catch {
      return this.skip(); // Docker's processes are another machine's, or another user's
    }
    assert.deepEqual(links, expected);
  });

  it('is one for all who read, started once, and removed at the end', async () => {
    const [first, second] = [probe(), probe()];
    const read = (from: Probe) =>
      from.readHost(trial.docker, trial.image, [{ kind: 'link', path: '/proc/self/ns/mnt' }]);
    const readings = await Promise.all([read(first), read(second), read(first)]);
    assert.ok(readings[0]?.[0]?.ok);
    assert.deepEqual(new Set(readings.map((reading) => JSON.stringify(reading))).size, 1);
    await first.close();
    assert.equal(await exists(), false);
    // The other one is told by the drop, and starts it anew.
    assert.ok((await read(second))[0]?.ok);
  });

  it('leaves by itself when nobody asks', async () => {
    const made = probe(1);
    const ask = () => made.readHost(trial.docker, trial.image, [{ kind: 'file', path: '/proc/self/status' }]);
    assert.ok((await ask())[0]?.ok);
    await until(async () => !(await exists()));
    assert.ok((await ask())[0]?.ok);
  });

  it('can change nothing on the host', async () => {
    await probe().readHost(trial.docker, trial.image, [{ kind: 'link', path: '/proc/self/exe' }]);
    const { State } = await trial.docker.getContainer(probeName(trial.image)).inspect();
    const [reading] = await probe().readHost(trial.docker, trial.image, [
      { kind: 'file', path: `/proc/${State.Pid}/status` },
    ]);
    const status = reading?.ok ? reading.data.toString() : '';
    // SYS_PTRACE is capability 19, and there is none beside it.
    assert.match(status, /^CapEff:\s+0000000000080000$/m);
    assert.match(status, /^CapBnd:\s+0000000000080000$/m);
  });

  it('removes empty cgroups in every hierarchy, and says which it cannot', async function () {
    const root = '/sys/fs/cgroup';
    const parent = `/dockerpods-test-${trial.labels['dev.dockerpods.test']}`;
    const trees = readdirSync(root).includes('cgroup.controllers')
      ? [root]
      : ['memory', 'cpu', 'pids'].map((name) => join(root, name));
    try {
      for (const tree of trees) mkdirSync(join(tree, parent, 'inner'), { recursive: true });
    } catch {
      return this.skip(); // not root, or Docker is on another machine
    }
    try {
      const sweep = (...parents: string[]) => sweepCgroups(trial.docker, trial.image, parents, trial.labels);
      await assert.rejects(sweep(parent), (error: Error) => error.message.includes(parent));
      await sweep(parent, `${parent}/inner`, '/dockerpods-test-none');
      for (const tree of trees) assert.ok(!readdirSync(tree).includes(parent.slice(1)), tree);
    } finally {
      for (const tree of trees)
        for (const path of [join(tree, parent, 'inner'), join(tree, parent)])
          try {
            rmdirSync(path);
          } catch {
            // gone, as it should be
          }
    }
  });
});
