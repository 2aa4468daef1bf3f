import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { tar } from '../../sandbox/tar.mjs';
import { type EngineTrial, engineTrial, idle } from './support/engineTrial';

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

  it('of an image that is nowhere keep the pod from running', async () => {
    const volumes = [
      { name: 'files', image: { reference: 'docker-pods-test/none:1', pullPolicy: 'Never' as const } },
    ];
    await assert.rejects(trial.engine().run(trial.pod('none', ['a'], { volumes })), {
      code: 'image-never-pulled',
      args: { image: 'docker-pods-test/none:1', volume: 'files' },
    });
  });
});
