import assert from 'node:assert/strict';
import { eventually } from '../support/eventually';
import { engineTrial } from './support/engineTrial';

describe('networks that a closed window left', function () {
  this.timeout(30_000);
  const trial = engineTrial();
  const own = { 'dev.dockerpods.managed': 'true', 'dev.dockerpods.component': 'network' };
  const namespaceLabel = { 'io.kubernetes.pod.namespace': trial.namespace };
  const [idle, used, strangers] = ['idle', 'used', 'strangers'].map(
    (name) => `k8s_${trial.namespace}-${name}`,
  );

  after(() => trial.dispose());

  it('go when an engine comes, unless somebody is on them or they are a stranger’s', async () => {
    for (const [Name, labels] of [
      [idle, own],
      [used, own],
      [strangers, {}],
    ] as const) {
      await trial.docker.createNetwork({ Name: Name ?? '', Labels: { ...labels, ...namespaceLabel } });
    }
    const user = await trial.docker.createContainer({
      Image: 'busybox:1.37',
      Cmd: ['sleep', '60'],
      Labels: namespaceLabel,
      HostConfig: { NetworkMode: used ?? '' },
    });
    await user.start();
    trial.engine({ lingerMs: 100 });
    const names = async () =>
      (await trial.docker.listNetworks({ filters: { name: [`k8s_${trial.namespace}-`] } })).map(
        ({ Name }) => Name,
      );
    await eventually(async () => !(await names()).includes(idle ?? ''), 'the idle network goes');
    assert.deepEqual((await names()).sort(), [strangers, used].sort());
  });
});
