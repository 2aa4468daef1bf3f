import assert from 'node:assert/strict';
import type Docker from 'dockerode';
import { EngineError } from '../../src/engine/model/engineError';
import { formatMessage } from '../../src/engine/model/messages';
import { labels } from '../../src/engine/plan/names';
import { dialError, probeError, toEngineError, unlessGone } from '../../src/engine/runtime/docker/errors';
import { containerStatusOf } from '../../src/engine/runtime/docker/status';

/** As docker-modem rejects: its own message around the daemon's. */
function answer(statusCode: number, message: string): Error {
  return Object.assign(new Error(`(HTTP code ${statusCode}) server error - ${message} `), {
    statusCode,
    reason: 'server error',
    json: { message },
  });
}

function lost(code: string, address?: string): Error {
  return Object.assign(new Error(`connect ${code}`), { code, ...(address ? { address } : {}) });
}

const proxy = 'Error starting userland proxy: listen tcp4';
const programming = 'driver failed programming external connectivity on endpoint k8s_POD_a (16d9458a)';
const oci =
  'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process';

describe('toEngineError', () => {
  /** Docker's words (with its version), the code, and the arguments that the sentence needs. */
  const messages: [string, number, string, string, Record<string, string>][] = [
    [
      '20.10',
      500,
      `${programming}: ${proxy} 127.0.0.1:8080: bind: address already in use`,
      'port-taken',
      { port: '8080' },
    ],
    [
      '20.10',
      500,
      `${programming}: ${proxy} [::1]:8080: bind: address already in use`,
      'port-taken',
      { port: '8080' },
    ],
    [
      '20.10',
      500,
      `${programming}: Error starting userland proxy: listen udp4 0.0.0.0:53: bind: address already in use`,
      'port-taken',
      { port: '53' },
    ],
    [
      '20.10',
      500,
      `${programming}: Bind for 127.0.0.1:18778 failed: port is already allocated`,
      'port-taken',
      { port: '18778' },
    ],
    [
      '20.10',
      500,
      `${programming}: Bind for [::1]:18778 failed: port is already allocated`,
      'port-taken',
      { port: '18778' },
    ],
    [
      '28',
      500,
      `failed to set up container networking: ${programming}: Bind for 0.0.0.0:80 failed: port is already allocated`,
      'port-taken',
      { port: '80' },
    ],
    [
      '28',
      500,
      `failed to set up container networking: ${programming}: failed to bind host port for 0.0.0.0:8000:172.31.0.2:80/tcp: address already in use`,
      'port-taken',
      { port: '8000' },
    ],
    [
      '28',
      500,
      `failed to set up container networking: ${programming}: failed to bind host port 127.0.0.1:5432/tcp: address already in use`,
      'port-taken',
      { port: '5432' },
    ],
    [
      '28',
      500,
      `failed to set up container networking: ${programming}: failed to bind host port [::]:5432/tcp: address already in use`,
      'port-taken',
      { port: '5432' },
    ],
    [
      'Desktop',
      500,
      'Ports are not available: exposing port TCP 127.0.0.1:9000 -> 0.0.0.0:0: listen tcp 127.0.0.1:9000: bind: address already in use',
      'port-taken',
      { port: '9000' },
    ],
    [
      'Desktop',
      500,
      'Ports are not available: listen tcp 0.0.0.0:9000: bind: An attempt was made to access a socket in a way forbidden by its access permissions.',
      'port-taken',
      { port: '9000' },
    ],
    [
      'Desktop',
      500,
      `${programming}: Error starting userland proxy: listen tcp 0.0.0.0:9000: bind: Only one usage of each socket address (protocol/network address/port) is normally permitted.`,
      'port-taken',
      { port: '9000' },
    ],
    [
      '20.10',
      400,
      'invalid mount config for type "bind": bind source path does not exist: /no/such',
      'host-path-missing',
      { path: '/no/such' },
    ],
    [
      '28',
      400,
      'invalid mount config for type "bind": bind source path does not exist: /no/such dir',
      'host-path-missing',
      { path: '/no/such dir' },
    ],
    ['20.10', 404, 'No such image: no-such-image:1', 'image-not-found', { image: 'no-such-image:1' }],
    ['28', 404, 'No such image: 127.0.0.1:1/none:1', 'image-not-found', { image: '127.0.0.1:1/none:1' }],
    ['20.10', 400, 'Unknown runtime specified nope', 'runtime-unknown', { runtime: 'nope' }],
    ['28', 400, 'unknown or invalid runtime name: nope', 'runtime-unknown', { runtime: 'nope' }],
    [
      '20.10',
      400,
      `${oci}: exec: "nope": executable file not found in $PATH: unknown`,
      'command-not-found',
      {},
    ],
    [
      '20.10',
      400,
      `${oci}: exec: "/nope": stat /nope: no such file or directory: unknown`,
      'command-not-found',
      {},
    ],
    ['20.10', 400, `${oci}: exec: "/etc": permission denied: unknown`, 'command-not-found', {}],
    [
      '28',
      400,
      'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/nope": stat /nope: no such file or directory',
      'command-not-found',
      {},
    ],
    ['20.10', 500, 'Minimum memory limit allowed is 6MB', 'docker-failed', {}],
    [
      '20.10',
      500,
      'failed to create shim task: OCI runtime create failed: error mounting "/etc/hostname" to rootfs at "/bin": not a directory: unknown',
      'docker-failed',
      {},
    ],
    ['20.10', 404, 'network k8s_default not found', 'docker-failed', {}],
  ];
  for (const [version, status, message, code, args] of messages) {
    it(`${version}: ${message.slice(-60)} is ${code}`, () => {
      const error = toEngineError(answer(status, message), { container: 'app', pod: 'web' });
      assert.equal(error.code, code);
      const detail = code === 'command-not-found' ? message.replace(/^.*(?=exec:)|: unknown$/g, '') : message;
      for (const [name, value] of Object.entries({ ...args, container: 'app', detail })) {
        assert.equal(error.args[name], value, name);
      }
      assert.doesNotMatch(formatMessage(error.code, error.args), /[{}]/, 'the sentence has all it names');
    });
  }

  const ways: [string, string][] = [
    ['ECONNREFUSED', 'docker-unreachable'],
    ['ENOENT', 'docker-unreachable'],
    ['ECONNRESET', 'docker-unreachable'],
    ['EPIPE', 'docker-unreachable'],
    ['EACCES', 'docker-permission'],
    ['EPERM', 'docker-permission'],
    ['ABORT_ERR', 'cancelled'],
  ];
  for (const [code, expected] of ways) {
    it(`${code} on the way to Docker is ${expected}`, () =>
      assert.equal(toEngineError(lost(code, '/var/run/docker.sock')).code, expected));
  }

  it('names the endpoint that was asked', () => {
    assert.equal(toEngineError(lost('ENOENT', '/a.sock')).args.endpoint, '/a.sock');
    assert.equal(
      toEngineError(lost('ENOENT', '/a.sock'), { endpoint: 'unix:///a.sock' }).args.endpoint,
      'unix:///a.sock',
    );
  });

  it('takes an answer of Docker for one, whatever its code', () => {
    const error = Object.assign(answer(500, 'stat: ENOENT'), { code: 'ENOENT' });
    assert.equal(toEngineError(error).code, 'docker-failed');
  });

  it('leaves an EngineError as it is, and makes one of anything', () => {
    const error = new EngineError('name-taken', { name: 'a' });
    assert.equal(toEngineError(error), error);
    for (const thrown of [undefined, null, 'text', 5, {}]) {
      assert.equal(toEngineError(thrown).code, 'docker-failed');
    }
  });
});

describe('unlessGone', () => {
  it('passes over what is gone, stopped, or just being removed', async () => {
    await unlessGone(Promise.resolve());
    await unlessGone(Promise.reject(answer(404, 'No such container: a')));
    await unlessGone(Promise.reject(answer(304, '')));
    await unlessGone(Promise.reject(answer(409, 'removal of container a is already in progress')));
  });

  it('throws what is none of these', async () => {
    await assert.rejects(unlessGone(Promise.reject(answer(409, 'is paused'))), { code: 'docker-failed' });
    await assert.rejects(unlessGone(Promise.reject(lost('EPIPE'))), { code: 'docker-unreachable' });
  });
});

describe('errors of dialling and probing', () => {
  it('say that nothing listens, or what Docker says', () => {
    assert.deepEqual(dialError(lost('ECONNREFUSED'), 80).args, { port: '80', detail: 'ECONNREFUSED' });
    assert.equal(dialError(lost('ECONNREFUSED'), 80).code, 'connect-refused');
    assert.equal(dialError(answer(404, 'No such container: a'), 80).code, 'docker-failed');
  });

  it('say that the kernel cannot be read, unless Docker is not there', () => {
    assert.equal(probeError(answer(500, 'no such capability')).code, 'probe-unavailable');
    assert.equal(probeError(lost('ECONNREFUSED')).code, 'docker-unreachable');
  });
});

describe('a start that failed', () => {
  const inspect = (Entrypoint: string[] | null, Cmd: string[], Labels: Record<string, string>) =>
    ({
      Config: { Entrypoint, Cmd, Labels },
      HostConfig: {},
      NetworkSettings: { Networks: {} },
      State: {
        Status: 'created',
        ExitCode: 127,
        StartedAt: '0001',
        FinishedAt: '0001',
        Error: 'exec: "it --with=\\"s3cret": stat it --with="s3cret: no such file or directory',
      },
    }) as unknown as Docker.ContainerInspectInfo;
  const value = 'it --with="s3cret';
  const written = 'it --with=$(PASSWORD)';
  const told = `exec: "${written}": stat ${written}: no such file or directory`;

  it('is told with its program as the manifest writes it', () => {
    const command = inspect([value], ['1'], { [labels.command]: written, [labels.args]: '$(ONE)' });
    assert.equal(containerStatusOf(command).error, told);
    assert.equal(containerStatusOf(inspect(null, [value], { [labels.args]: written })).error, told);
  });

  it('is told as it is where the program is the image’s', () => {
    const image = inspect([value], ['$(X)'], { [labels.args]: '$(X)' });
    assert.equal(containerStatusOf(image).error, image.State.Error);
  });
});
