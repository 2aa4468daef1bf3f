import assert from 'node:assert/strict';
import { allRunning, engineTrial, podThat } from '../support/engineTrial';

describe('runtimeClassName', function () {
  this.timeout(60_000);
  const trial = engineTrial();
  after(() => trial.dispose());

  const pod = (name: string, runtimeClassName: string) => trial.pod(name, ['a'], { runtimeClassName });
  const runtimesOf = async (name: string) =>
    Promise.all(['POD', 'a'].map(async (each) => (await trial.container(name, each)).HostConfig.Runtime));

  it("is the runtime that the user's setting names, in every window", async () => {
    const engine = trial.engine({ settings: () => ({ runtimeClasses: { sandboxed: 'runc' } }) });
    const { metadata } = await engine.run(pod('mapped', 'sandboxed'));
    assert.deepEqual(await runtimesOf('mapped'), ['runc', 'runc']);
    const other = trial.engine();
    await podThat(other, metadata, 'seen by another window', allRunning);
    await other.restart(metadata);
    assert.deepEqual(await runtimesOf('mapped'), ['runc', 'runc']);
    await other.remove(metadata);
  });

  it('is a runtime of that name where Docker has one', async () => {
    const engine = trial.engine();
    const { metadata } = await engine.run(pod('named', 'runc'));
    assert.deepEqual(await runtimesOf('named'), ['runc', 'runc']);
    await engine.remove(metadata);
  });

  it('that nobody knows is refused, and nothing is made', async () => {
    const known = /runc/;
    await assert.rejects(trial.engine().run(pod('unknown', 'gvisor')), ({ code, args }) => {
      assert.equal(code, 'runtime-class-unknown');
      assert.equal(args.name, 'gvisor');
      assert.match(args.known, known);
      return true;
    });
    assert.deepEqual(
      (await trial.leftovers()).filter((name) => name.includes('_unknown_')),
      [],
    );
  });
});
