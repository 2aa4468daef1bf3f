import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually';
import { type ManifestTrial, manifestTrial, type RunningPod } from '../support/manifestTrial';

/** A pod that runs the script once. */
function pod(name: string, script: string, fields = '', spec = ''): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: Never
${spec}
  containers:
  - name: app
    image: busybox:1.37
    command: [sh, -c, ${JSON.stringify(script)}]
${fields.replace(/^/gm, '    ')}
`;
}

describe('termination messages on Docker', function () {
  this.timeout(60_000);
  let trial: ManifestTrial;

  before(() => {
    trial = manifestTrial();
  });
  after(() => trial.dispose());

  const messageOf = async (text: string): Promise<string | undefined> => {
    const { ended, status } = await trial.run(text);
    await ended();
    return status('app')?.state.terminated?.message;
  };
  const fallback = 'terminationMessagePolicy: FallbackToLogsOnError';

  it('are what a container has written to /dev/termination-log, whether it ended well or not', async () => {
    const messages = await Promise.all([
      messageOf(pod('well', 'echo all is well >/dev/termination-log')),
      messageOf(pod('ill', 'printf "Sleep expired" >/dev/termination-log; exit 3')),
      messageOf(pod('silent', 'echo to the log; exit 3')),
    ]);
    assert.deepEqual(messages, ['all is well\n', 'Sleep expired', undefined]);
  });

  it('may stand elsewhere, and be written by a user that is not root', async () => {
    const user = '  securityContext: { runAsUser: 1000 }';
    const messages = await Promise.all([
      messageOf(pod('elsewhere', 'echo there >/tmp/my-log', 'terminationMessagePath: /tmp/my-log')),
      messageOf(pod('user', 'id -u >/dev/termination-log', '', user)),
    ]);
    assert.deepEqual(messages, ['there\n', '1000\n']);
  });

  it('are the last 4096 bytes of it', async () => {
    const message = await messageOf(pod('long', 'seq 2000 >/dev/termination-log'));
    assert.equal(message?.length, 4096);
    assert.ok(message.endsWith('\n1999\n2000\n'));
  });

  it('are taken from the log where they are empty, the policy says so, and it failed', async () => {
    const messages = await Promise.all([
      messageOf(pod('log', 'echo one; echo two >&2; exit 1', fallback)),
      messageOf(pod('log-well', 'echo one', fallback)),
      messageOf(pod('log-and-file', 'echo one; echo file >/dev/termination-log; exit 1', fallback)),
      messageOf(pod('log-lines', 'seq 100; exit 1', fallback)),
      messageOf(pod('log-bytes', 'seq 1000000000 1000001000; exit 1', fallback)),
    ]);
    const [log, well, file, lines, bytes] = messages;
    assert.deepEqual(log?.split('\n').sort(), ['', 'one', 'two']);
    assert.deepEqual([well, file], [undefined, 'file\n']);
    assert.deepEqual(lines?.split('\n').slice(0, 2), ['21', '22']);
    assert.equal(bytes?.length, 880, 'eighty lines of eleven bytes');
  });

  it('are known to an engine that comes later, also when the pod has been stopped', async () => {
    const text = pod('later', 'echo early >/tmp/log', 'terminationMessagePath: /tmp/log');
    const { key, ended }: RunningPod = await trial.run(text);
    await ended();
    const second = trial.engine();
    const message = () => second.pod(key)?.status.containerStatuses[0]?.state.terminated?.message;
    assert.equal(await eventually(message, 'the message'), 'early\n');
  });
});
