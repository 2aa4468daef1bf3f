import assert from 'node:assert/strict';
import Docker from 'dockerode';
import { EngineError } from '../../../src/engine/model/engineError';
import { execSync } from '../../../src/engine/runtime/docker/execSync';
import { createSandboxTrial, type SandboxTrial } from '../support/sandboxTrial';

describe('a command in a container', function () {
  this.timeout(60_000);
  let trial: SandboxTrial;
  let id: string;
  const docker = new Docker();

  before(async () => {
    trial = await createSandboxTrial();
    const sandbox = await trial.startSandbox();
    ({ id } = await trial.startApp(sandbox, 'while :; do sleep 1; done'));
  });
  after(() => trial?.dispose());

  const run = (command: string[], timeoutMs = 20_000) => execSync(docker, id, command, timeoutMs);
  const sh = (script: string, timeoutMs?: number) => run(['sh', '-c', script], timeoutMs);

  it('gives its exit code and what it wrote to both streams', async () => {
    assert.deepEqual(await sh('echo out; sleep 0.2; echo err >&2; exit 3'), {
      exitCode: 3,
      output: 'out\nerr\n',
      timedOut: false,
    });
    assert.deepEqual(await run(['true']), { exitCode: 0, output: '', timedOut: false });
  });

  it('is not waited for beyond its time', async () => {
    const { timedOut, output } = await sh('echo begun; sleep 30', 1000);
    assert.deepEqual([timedOut, output], [true, 'begun\n']);
  });

  it('may go on beside another that does not end', async () => {
    const hung = sh('sleep 30', 1500);
    assert.equal((await run(['true'])).exitCode, 0);
    assert.equal((await hung).timedOut, true);
  });

  it('says what is wrong where there is no such program, or it may not be run', async () => {
    for (const program of ['no-such-program', '/etc/passwd']) {
      const { exitCode, output } = await run([program]);
      assert.ok(exitCode === 126 || exitCode === 127, String(exitCode));
      assert.match(output, /executable file not found|permission denied/);
    }
  });

  it('is heard for ten kilobytes', async () => {
    const { exitCode, output } = await sh('yes | head -c 1000000; exit 5');
    assert.deepEqual([exitCode, output.length], [5, 10 * 1024]);
  });

  it('cannot be run in a container that has ended', async () => {
    const ended = await docker.createContainer({
      Image: 'busybox:1.37',
      Cmd: ['true'],
      Labels: trial.labels,
    });
    await ended.start();
    await ended.wait();
    const refused = (error: unknown) => error instanceof EngineError && error.code === 'docker-failed';
    await assert.rejects(execSync(docker, ended.id, ['true'], 1000), refused);
  });
});
