import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PodEngineApi } from '../../../src/engine/podEngineApi';
import { engineTrial, idle } from '../support/engineTrial';

describe('a part of a hostPath', function () {
  this.timeout(60_000);
  const trial = engineTrial();
  const { namespace } = trial;
  let engine: PodEngineApi;

  before(() => {
    engine = trial.engine();
    const at = (name: string) => join(trial.directory, name);
    mkdirSync(at('root/releases/3'), { recursive: true });
    writeFileSync(at('root/releases/3/version'), '3');
    mkdirSync(at('secret'));
    for (const [name, target] of [
      ['current', 'releases/3'],
      ['absolute', at('secret')],
      ['up', '../secret'],
      ['out', '..'],
    ] as const)
      symlinkSync(target, at(`root/${name}`));
  });
  after(() => trial.dispose());

  const run = (name: string, subPath: string) => {
    const volumeMounts = [{ name: 'host', mountPath: '/x', subPath }];
    const hostPath = { path: join(trial.directory, 'root') };
    const pod = trial.pod(name, [{ name: 'app', ...idle, volumeMounts }], {
      terminationGracePeriodSeconds: 0,
      volumes: [{ name: 'host', hostPath }],
    });
    return engine.run(pod);
  };

  it('is mounted where links in it lead, and made where nothing is', async () => {
    await Promise.all([run('within', 'current'), run('none', 'not/yet')]);
    assert.equal(await trial.exec('within', 'app', 'cat', '/x/version'), '3');
    assert.equal(await trial.exec('none', 'app', 'stat', '-c', '%F', '/x'), 'directory');
  });

  it('is not mounted where links lead out of it, at whatever step', async () => {
    const parts = ['absolute', 'up', 'out/secret'];
    const snapshots = await Promise.all(parts.map((part, i) => run(`out-${i}`, part)));
    for (const { status } of snapshots) {
      const { waiting } = status.containerStatuses[0]?.state ?? {};
      assert.equal(waiting?.reason, 'CreateContainerConfigError');
      assert.match(waiting?.message ?? '', /host/);
    }
    const made = await trial.docker.listContainers({
      all: true,
      filters: { label: [`io.kubernetes.pod.namespace=${namespace}`, 'io.kubernetes.pod.name=out-0'] },
    });
    assert.deepEqual(
      made.map(({ Labels }) => Labels['io.kubernetes.container.name']),
      ['POD'],
    );
  });
});
