import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectSource } from '../../../src/engine/model/podObject';
import { allRunning, engineTrial, type TrialOptions } from '../support/engineTrial';
import { type Registry, startRegistry } from '../support/registry';

const login = 'robin:s3cret:with:colons';

describe('a registry that wants a login', function () {
  this.timeout(60_000);
  const trial = engineTrial();
  const config = mkdtempSync(join(tmpdir(), 'docker-pods-config-'));
  let registry: Registry;
  let address: string;

  before(async () => {
    registry = await startRegistry({ login });
    registry.release();
    address = registry.image.split('/')[0] ?? '';
  });
  afterEach(async () => {
    await trial.docker
      .getImage(registry.image)
      .remove({ force: true })
      .catch(() => undefined);
  });
  after(async () => {
    await registry.close();
    rmSync(config, { recursive: true, force: true });
    await trial.dispose();
  });

  const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });
  const pullSecret = (auths: Record<string, object>): ObjectSource => ({
    find: async (ref) =>
      ref.kind === 'Secret' && ref.name === 'registry-login'
        ? {
            ...ref,
            type: 'kubernetes.io/dockerconfigjson',
            data: { '.dockerconfigjson': Buffer.from(JSON.stringify({ auths })).toString('base64') },
          }
        : undefined,
  });
  const run = async (
    name: string,
    { objects, cli = {}, log }: { objects?: ObjectSource; cli?: object; log?: TrialOptions['log'] } = {},
  ): Promise<true | string> => {
    writeFileSync(join(config, 'config.json'), JSON.stringify(cli));
    const env = { ...process.env, DOCKER_CONFIG: config, PATH: `${config}:${process.env.PATH}` };
    const engine = trial.engine({ env, ...(objects ? { objects } : {}), ...(log ? { log } : {}) });
    const pod = trial.pod(name, [{ name: 'a', image: registry.image }], {
      imagePullSecrets: [{ name: 'nowhere' }, { name: 'registry-login' }],
    });
    const snapshot = await engine.run(pod);
    await engine.remove(pod.metadata);
    return allRunning(snapshot) || snapshot.problems.map(({ reason, code }) => `${reason} ${code}`).join();
  };

  it('gives nothing to a stranger, who is told what to do', async () => {
    assert.equal(await run('stranger'), 'ErrImagePull image-denied');
  });

  it("takes the credentials of the pod's imagePullSecrets", async () => {
    assert.equal(await run('secret', { objects: pullSecret({ [address]: auth(login) }) }), true);
  });

  it('tries several, the most exact first, and what docker login left at last', async () => {
    const wrong = pullSecret({ [`${address}/pods`]: auth('robin:wrong'), '*.example.com': auth(login) });
    assert.equal(await run('wrong', { objects: wrong }), 'ErrImagePull image-denied');
    assert.equal(await run('login', { objects: wrong, cli: { auths: { [address]: auth(login) } } }), true);
  });

  it('asks a credential helper of Docker', async () => {
    const helper = join(config, 'docker-credential-trial');
    const answer = JSON.stringify({ Username: 'robin', Secret: 's3cret:with:colons' });
    writeFileSync(
      helper,
      `#!/bin/sh\nread address\n[ "$1 $address" = "get ${address}" ] && echo '${answer}' || { echo "credentials not found in native keychain"; exit 1; }\n`,
    );
    chmodSync(helper, 0o755);
    assert.equal(await run('helper', { cli: { credHelpers: { [address]: 'trial' } } }), true);
    assert.equal(await run('store', { cli: { credsStore: 'trial' } }), true);
  });

  it('goes on without a helper that answers nonsense, and does not repeat it', async () => {
    const helper = join(config, 'docker-credential-babbling');
    writeFileSync(helper, '#!/bin/sh\necho "s3cret:with:colons"\n');
    chmodSync(helper, 0o755);
    const logged: string[] = [];
    const cli = { credsStore: 'babbling', auths: { [address]: auth(login) } };
    assert.equal(await run('babbling', { cli, log: (_level, message) => logged.push(message) }), true);
    assert.match(logged.join(), /docker-credential-babbling/);
    assert.doesNotMatch(logged.join(), /s3cret/);
  });

  it('goes on without a helper that is not there', async () => {
    const cli = { credsStore: 'absent', auths: { [address]: auth(login) } };
    assert.equal(await run('absent', { cli }), true);
  });
});
