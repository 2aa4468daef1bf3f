import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { tar } from '../../../sandbox/tar.mjs';
import { allRunning, type EngineTrial, engineTrial, idle, podThat } from '../support/engineTrial';
import { skippingClock } from '../support/skippingClock';

describe('image volumes', function () {
  this.timeout(60_000);
  const image = 'docker-pods-test/files:1';
  let trial: EngineTrial;

  before(async () => {
    trial = engineTrial();
    const archive = tar([
      { name: 'greeting', mode: 0o644, content: Buffer.from('hello from an image\n') },
      { name: 'sub/', mode: 0o755 },
      { name: 'sub/deep', mode: 0o600, content: Buffer.from('below\n') },
    ]);
    const options = { repo: 'docker-pods-test/files', tag: '1' };
    const answer: unknown = await trial.docker.importImage(Readable.from([archive]), options);
    await text(answer as Readable);
  });
  after(async () => {
    await trial.dispose();
    await trial.docker.getImage(image).remove({ force: true });
  });

  it('have the files of the image, read-only, and go with the pod', async () => {
    const engine = trial.engine();
    const volumeMounts = [{ name: 'files', mountPath: '/files' }];
    const pod = trial.pod('files', [{ name: 'a', ...idle, volumeMounts }], {
      volumes: [{ name: 'files', image: { reference: image, pullPolicy: 'IfNotPresent' } }],
    });
    await engine.run(pod);
    assert.equal(
      await trial.exec('files', 'a', 'cat', '/files/greeting', '/files/sub/deep'),
      'hello from an image\nbelow',
    );
    assert.match(await trial.exec('files', 'a', 'touch', '/files/mine'), /Read-only file system/);
    await engine.remove(pod.metadata);
    assert.deepEqual(
      (await trial.leftovers()).filter((name) => name.startsWith('/k8s') || name.startsWith('k8s_files')),
      [],
    );
  });

  it('of an image that is nowhere keep the container that mounts them waiting, until it is there', async () => {
    const clock = skippingClock();
    const engine = trial.engine({ clock });
    const later = 'docker-pods-test/later:1';
    const volumes = [{ name: 'files', image: { reference: later, pullPolicy: 'Never' as const } }];
    const volumeMounts = [{ name: 'files', mountPath: '/files' }];
    const pod = trial.pod('later', ['a', { name: 'b', ...idle, volumeMounts }], { volumes });
    const { status, problems } = await engine.run(pod);
    const [a, b] = status.containerStatuses;
    assert.ok(a?.state.running);
    assert.equal(b?.state.waiting?.reason, 'ErrImageNeverPull');
    assert.deepEqual(
      problems.map(({ code, args }) => [code, args]),
      [['image-never-pulled', { image: later, volume: 'files' }]],
    );
    await trial.docker.getImage(image).tag({ repo: 'docker-pods-test/later', tag: '1' });
    try {
      clock.skip(10_000);
      await podThat(engine, pod.metadata, 'all runs', allRunning);
      assert.equal(await trial.exec('later', 'b', 'cat', '/files/greeting'), 'hello from an image');
    } finally {
      await engine.remove(pod.metadata);
      await trial.docker.getImage(later).remove();
    }
  });
});
