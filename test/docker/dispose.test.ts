import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createPodEngine } from '../../src/engine/createPodEngine';
import { engineTrial } from './support/engineTrial';

const aloneVariable = 'DOCKER_PODS_TEST_ALONE';

/** What a process of its own does with an engine: everything, and nothing at all. Prints when it has disposed of it. */
const lives: Record<string, () => Promise<void>> = {
  'after a whole life of a pod': async () => {
    const trial = engineTrial();
    const engine = trial.engine();
    const pod = trial.pod('short', ['a'], { volumes: [{ name: 'data', emptyDir: {} }] });
    await engine.run(pod);
    await engine.inspect(pod.metadata);
    await engine.tcpCheck(pod.metadata, 80, 500);
    const following = (async () => {
      for await (const _line of engine.logs(pod.metadata, 'a', { follow: true }));
    })();
    await engine.stop(pod.metadata);
    await engine.restart(pod.metadata);
    await engine.remove(pod.metadata);
    await following;
    await trial.dispose();
  },
  'while a pod runs on': async () => {
    const trial = engineTrial();
    const engine = trial.engine();
    await engine.run(trial.pod('left', ['a']));
    await engine.dispose();
    await trial.dispose();
  },
  'before it is connected': async () => {
    await createPodEngine({ mediaDir: join(process.cwd(), 'media'), settings: () => ({}) }).dispose();
  },
  'where there is no Docker': async () => {
    const env = { ...process.env, DOCKER_HOST: 'unix:///no/such.sock' };
    const engine = createPodEngine({ mediaDir: join(process.cwd(), 'media'), settings: () => ({}), env });
    await engine.remove({ namespace: 'default', name: 'a' }).catch(() => undefined);
    await engine.dispose();
  },
};

const alone = process.env[aloneVariable];
if (alone) {
  void lives[alone]?.().then(() => process.stdout.write('disposed'));
} else {
  describe('a process with an engine ends by itself', function () {
    this.timeout(30_000);
    for (const title of Object.keys(lives)) {
      it(title, async () => {
        const child = spawn(process.execPath, [__filename], {
          env: { ...process.env, [aloneVariable]: title },
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const [output] = (await once(child.stdout, 'data')) as [Buffer];
        assert.equal(String(output), 'disposed');
        // Far longer than an exit takes, and shorter than what the engine may wait for: 5 s before a sweep.
        const deadline = setTimeout(() => child.kill(), 4500);
        const [code, signal] = await once(child, 'exit');
        clearTimeout(deadline);
        assert.deepEqual([code, signal], [0, null], 'it had to be ended');
      });
    }
  });
}
