import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineError } from '../../src/engine/model/engineError';
import { createClient } from '../../src/engine/runtime/docker/client';
import { type DockerEndpoint, resolveEndpoint } from '../../src/engine/runtime/docker/endpoint';

const standard = platform() === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';

describe('resolveEndpoint', () => {
  let home: string;
  let config: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'docker-pods-'));
    config = join(home, '.docker');
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const write = (file: string, content: string) => {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, content);
  };
  const idOf = (context: string) => createHash('sha256').update(context).digest('hex');
  const writeMeta = (context: string, meta: unknown) =>
    write(join(config, 'contexts', 'meta', idOf(context), 'meta.json'), JSON.stringify(meta));
  const writeContext = (context: string, host: string) =>
    writeMeta(context, { Name: context, Endpoints: { docker: { Host: host, SkipTLSVerify: false } } });
  const resolve = (env: NodeJS.ProcessEnv = {}) => resolveEndpoint({ HOME: home, ...env });
  const broken = (context: string, detail: RegExp) => (error: unknown) => {
    assert.ok(error instanceof EngineError);
    assert.equal(error.code, 'docker-context-broken');
    assert.equal(error.args.context, context);
    assert.match(error.args.detail ?? '', detail);
    return true;
  };

  it('is the default socket where nothing else is said', () => {
    assert.deepEqual(resolve(), { url: standard, origin: 'default' });
    assert.deepEqual(resolve({ DOCKER_HOST: '', DOCKER_CONTEXT: '' }), { url: standard, origin: 'default' });
  });

  it('is Docker Desktop’s socket below the home directory where it is', function () {
    if (platform() === 'win32') this.skip();
    const socket = join(config, 'run', 'docker.sock');
    write(socket, '');
    assert.equal(resolve().url, `unix://${socket}`);
  });

  it('is DOCKER_HOST before any context', () => {
    writeContext('other', 'tcp://other:2375');
    write(join(config, 'config.json'), '{"currentContext":"other"}');
    const env = { DOCKER_HOST: 'tcp://host:2375', DOCKER_CONTEXT: 'other' };
    assert.deepEqual(resolve(env), { url: 'tcp://host:2375', origin: 'DOCKER_HOST' });
  });

  it('takes a DOCKER_HOST without a scheme as the CLI does', () => {
    assert.equal(resolve({ DOCKER_HOST: 'host:2375' }).url, 'tcp://host:2375');
  });

  it('reads the certificates that DOCKER_TLS_VERIFY asks for', () => {
    for (const name of ['ca', 'cert', 'key']) write(join(home, 'certs', `${name}.pem`), name);
    const env = {
      DOCKER_HOST: 'tcp://host:2376',
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: join(home, 'certs'),
    };
    const { tls } = resolve(env);
    assert.deepEqual(
      Object.entries(tls ?? {}).map(([name, data]) => [name, String(data)]),
      [
        ['ca', 'ca'],
        ['cert', 'cert'],
        ['key', 'key'],
      ],
    );
  });

  it('is DOCKER_CONTEXT before the current context of config.json', () => {
    writeContext('named', 'unix:///named.sock');
    writeContext('current', 'unix:///current.sock');
    write(join(config, 'config.json'), '{"currentContext":"current","auths":{}}');
    assert.deepEqual(resolve({ DOCKER_CONTEXT: 'named' }), {
      url: 'unix:///named.sock',
      origin: 'context named',
    });
    assert.deepEqual(resolve(), { url: 'unix:///current.sock', origin: 'context current' });
    assert.deepEqual(resolve({ DOCKER_CONTEXT: 'default' }), { url: standard, origin: 'default' });
  });

  it('looks where DOCKER_CONFIG says', () => {
    config = join(home, 'elsewhere');
    writeContext('c', 'unix:///c.sock');
    write(join(config, 'config.json'), '{"currentContext":"c"}');
    assert.equal(resolve({ DOCKER_CONFIG: config }).url, 'unix:///c.sock');
    assert.equal(resolve().url, standard);
  });

  it('reads the certificates of a context', () => {
    writeContext('remote', 'tcp://remote:2376');
    write(join(config, 'contexts', 'tls', idOf('remote'), 'docker', 'ca.pem'), 'authority');
    const { tls } = resolve({ DOCKER_CONTEXT: 'remote' });
    assert.equal(String(tls?.ca), 'authority');
    assert.equal(tls?.key, undefined);
  });

  it('says of a broken context which one and why', () => {
    assert.throws(() => resolve({ DOCKER_CONTEXT: 'nobody' }), broken('nobody', /ENOENT/));
    writeMeta('kube', { Endpoints: { kubernetes: {} } });
    assert.throws(() => resolve({ DOCKER_CONTEXT: 'kube' }), broken('kube', /no Docker host/));
    write(join(config, 'contexts', 'meta', idOf('torn'), 'meta.json'), '{"Endpoints":');
    assert.throws(() => resolve({ DOCKER_CONTEXT: 'torn' }), broken('torn', /JSON/));
    write(join(config, 'config.json'), '{');
    assert.throws(() => resolve(), broken('config.json', /JSON/));
  });

  it('passes over a config.json that says nothing of a context', () => {
    for (const text of ['{}', '{"currentContext":""}', '{"currentContext":5}', 'null', '[]']) {
      write(join(config, 'config.json'), text);
      assert.equal(resolve().url, standard, text);
    }
  });
});

/** docker-modem's types leave out what it keeps. */
function modemOf(endpoint: DockerEndpoint): Record<string, unknown> {
  return createClient(endpoint).modem as unknown as Record<string, unknown>;
}

describe('createClient', () => {
  const clients: [string, Record<string, unknown>][] = [
    ['unix:///var/run/docker.sock', { socketPath: '/var/run/docker.sock', host: undefined }],
    ['npipe:////./pipe/docker_engine', { socketPath: '//./pipe/docker_engine', host: undefined }],
    ['tcp://host:2375', { host: 'host', port: '2375', protocol: 'http', socketPath: undefined }],
    ['tcp://host', { host: 'host', port: 2375, protocol: 'http' }],
    ['https://host', { host: 'host', port: 2376, protocol: 'https' }],
    ['tcp://[::1]:2375', { host: '::1', port: '2375' }],
  ];
  for (const [url, expected] of clients) {
    it(`speaks to ${url}, whatever DOCKER_HOST says`, () => {
      const before = process.env.DOCKER_HOST;
      process.env.DOCKER_HOST = 'tcp://wrong:1';
      try {
        const modem = modemOf({ url, origin: 'default' });
        for (const [name, value] of Object.entries(expected)) assert.equal(modem[name], value, name);
      } finally {
        if (before === undefined) delete process.env.DOCKER_HOST;
        else process.env.DOCKER_HOST = before;
      }
    });
  }

  it('speaks TLS where there are certificates', () => {
    const modem = modemOf({ url: 'tcp://host:2376', origin: 'default', tls: {} });
    assert.equal(modem.protocol, 'https');
  });

  for (const url of ['ssh://me@host', 'fd://', 'nonsense', '']) {
    it(`says that ${url || 'nothing'} cannot be used`, () =>
      assert.throws(() => createClient({ url, origin: 'default' }), {
        code: 'docker-unsupported-host',
        args: { endpoint: url },
      }));
  }
});
