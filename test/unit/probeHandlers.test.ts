import assert from 'node:assert/strict';
import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createHttp2, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect, createServer as createTcp, type Server as TcpServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { EngineError } from '../../src/engine/model/engineError';
import type { ContainerPort, Probe } from '../../src/engine/model/pod';
import { runProbe } from '../../src/engine/supervise/probes/runProbe';
import { certificate } from './support/certificate';
import { fakeClock } from './support/fakeClock';
import { createFakeRuntime } from './support/fakeRuntime';
import { facts } from './support/pods';

/** What a sandbox would dial: any address of the pod is this machine's. */
function dialled(port: number, host = ''): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    dials.push(`${host} ${port}`);
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(socket));
    socket.once('error', ({ code = '' }: NodeJS.ErrnoException) =>
      reject(new EngineError('connect-refused', { port: String(port), detail: code })),
    );
  });
}

const podIP = '10.0.0.5';
let dials: string[] = [];
let servers: (Server | TcpServer | Http2Server)[] = [];

function listen(server: Server | TcpServer | Http2Server): Promise<number> {
  servers.push(server);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

async function tried(probe: Probe, { ports = [] as ContainerPort[], hostNetwork = false } = {}) {
  const clock = fakeClock();
  const runtime = createFakeRuntime(clock);
  runtime.portForward = (_sandbox, port, _timeoutMs, host) => dialled(port, host);
  const container = { name: 'a', image: 'a', ports };
  const target = { sandboxId: 's', podIP, hostNetwork, containerId: 'a-0', container };
  const outcome = runProbe(runtime, clock, target, probe);
  // Time passes only where nothing else is to come.
  const late = setTimeout(() => void clock.advance((probe.timeoutSeconds ?? 1) * 1000), 300);
  const { result, message } = await outcome;
  clearTimeout(late);
  assert.equal(clock.pending, 0, 'no timer is left');
  return message ? `${result}: ${message}` : result;
}

describe('probe handlers', () => {
  beforeEach(() => {
    dials = [];
    servers = [];
  });
  afterEach(() => {
    for (const server of servers) {
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
    }
  });

  describe('tcpSocket', () => {
    it('succeeds where somebody listens at the address of the pod', async () => {
      const port = await listen(createTcp());
      assert.equal(await tried({ tcpSocket: { port } }), 'success');
      assert.deepEqual(dials, [`${podIP} ${port}`]);
    });

    it('finds a port by the name that the container gives it', async () => {
      const port = await listen(createTcp());
      const ports = [
        { name: 'other', containerPort: 1 },
        { name: 'web', containerPort: port },
      ];
      assert.equal(await tried({ tcpSocket: { port: 'web' } }, { ports }), 'success');
      assert.equal(
        await tried({ tcpSocket: { port: 'wed' } }, { ports }),
        'unknown: there is no port named "wed"',
      );
    });

    it('fails in the words of Kubernetes where nobody does', async () => {
      const server = createTcp();
      const port = await listen(server);
      server.close();
      assert.equal(
        await tried({ tcpSocket: { port } }),
        `failure: dial tcp ${podIP}:${port}: connect: connection refused`,
      );
    });

    it('knocks at a host that is named from this machine, and from the pod where that is on its network', async () => {
      const port = await listen(createTcp());
      assert.equal(await tried({ tcpSocket: { port, host: '127.0.0.1' } }), 'success');
      assert.deepEqual(dials, []);
      const hostNetwork = true;
      assert.equal(await tried({ tcpSocket: { port, host: '127.0.0.1' } }, { hostNetwork }), 'success');
      assert.equal(await tried({ tcpSocket: { port, host: 'localhost' } }, { hostNetwork }), 'success');
      assert.deepEqual(dials, [`127.0.0.1 ${port}`, ` ${port}`]);
    });

    it('knocks from this machine where the sandbox has no dialler', async () => {
      const port = await listen(createTcp());
      const clock = fakeClock();
      const runtime = createFakeRuntime(clock);
      runtime.version = async () => ({ ...facts, withoutAgent: true });
      runtime.portForward = () => Promise.reject(new Error('there is none'));
      const container = { name: 'a', image: 'a' };
      const target = { sandboxId: 's', podIP: '127.0.0.1', hostNetwork: false, containerId: 'a', container };
      const { result } = await runProbe(runtime, clock, target, { tcpSocket: { port } });
      assert.equal(result, 'success');
    });

    it('runs a command with the literal variables of the container in it', async () => {
      const clock = fakeClock();
      const runtime = createFakeRuntime(clock);
      const env = [
        { name: 'PORT', value: '80' },
        { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      ];
      const container = { name: 'a', image: 'a', env };
      const target = { sandboxId: 's', podIP, hostNetwork: false, containerId: 'a-0', container };
      const command = ['ask', '$(PORT)', '-$(PASSWORD)-', '$$(PORT)', '$(OTHER)'];
      await runProbe(runtime, clock, target, { exec: { command } });
      assert.match(runtime.calls.at(-1) ?? '', /ask 80 -- \$\(PORT\) \$\(OTHER\)$/);
    });

    it('counts nothing where Docker has failed', async () => {
      const clock = fakeClock();
      const runtime = createFakeRuntime(clock);
      for (const error of [
        new EngineError('docker-unreachable', { endpoint: 'here' }),
        new EngineError('connect-refused', { port: '80', detail: 'EMFILE' }),
      ]) {
        runtime.portForward = () => Promise.reject(error);
        const target = {
          sandboxId: 's',
          podIP,
          hostNetwork: false,
          containerId: 'a',
          container: { name: 'a', image: 'a' },
        };
        const { result } = await runProbe(runtime, clock, target, { tcpSocket: { port: 80 } });
        assert.equal(result, 'unknown');
      }
    });
  });

  describe('httpGet', () => {
    const served = (listener: RequestListener) => listen(createHttp(listener));
    const get = (port: number, more: Partial<NonNullable<Probe['httpGet']>> = {}) =>
      tried({ httpGet: { port, ...more } });

    it('succeeds from 200 to 399 and fails with anything else', async () => {
      let status = 0;
      const port = await served((_, response) => response.writeHead(status).end());
      const results: string[] = [];
      for (status of [200, 204, 304, 399, 400, 404, 500, 503]) results.push(`${status} ${await get(port)}`);
      assert.deepEqual(results, [
        '200 success',
        '204 success',
        '304 success: Probe terminated redirects',
        '399 success: Probe terminated redirects',
        '400 failure: HTTP probe failed with statuscode: 400',
        '404 failure: HTTP probe failed with statuscode: 404',
        '500 failure: HTTP probe failed with statuscode: 500',
        '503 failure: HTTP probe failed with statuscode: 503',
      ]);
    });

    it('asks as the kubelet does', async () => {
      let asked: unknown;
      const port = await served(({ method, url, rawHeaders }, response) => {
        asked = [method, url, rawHeaders];
        response.end();
      });
      await get(port, { path: '/a b?x=1&y=%20#z' });
      assert.deepEqual(asked, [
        'GET',
        '/a%20b?x=1&y=%20',
        ['host', `${podIP}:${port}`, 'user-agent', 'kube-probe/1.36', 'accept', '*/*', 'connection', 'close'],
      ]);
      await get(port, {
        path: 'healthz',
        httpHeaders: [
          { name: 'Host', value: 'shop.example' },
          { name: 'accept', value: '' },
          { name: 'User-Agent', value: 'me' },
          { name: 'X-Two', value: '1' },
          { name: 'x-two', value: '2' },
        ],
      });
      const own = ['host', 'shop.example', 'user-agent', 'me', 'x-two', '1', 'x-two', '2'];
      assert.deepEqual(asked, ['GET', '/healthz', [...own, 'connection', 'close']]);
    });

    it('takes any certificate', async () => {
      const port = await listen(createHttps(certificate, (_, response) => response.writeHead(201).end()));
      assert.equal(await get(port, { scheme: 'HTTPS' }), 'success');
      const plain = await served((_, response) => response.end());
      assert.equal(
        await get(plain, { scheme: 'HTTPS' }),
        `failure: Get "https://${podIP}:${plain}/": http: server gave HTTP response to HTTPS client`,
      );
    });

    it('follows redirects on the same host, also to another port', async () => {
      const other = await served((_, response) => response.writeHead(500).end());
      const hosts: (string | undefined)[] = [];
      const port = await served(({ url, headers: { host } }, response) => {
        hosts.push(host);
        if (url === '/') response.writeHead(302, { location: '/next' }).end();
        else if (url === '/next') response.writeHead(307, { location: `http://${podIP}:${other}/x` }).end();
        else response.end();
      });
      const httpHeaders = [{ name: 'Host', value: 'shop.example' }];
      assert.equal(await get(port, { httpHeaders }), 'failure: HTTP probe failed with statuscode: 500');
      assert.deepEqual(dials, [`${podIP} ${port}`, `${podIP} ${port}`, `${podIP} ${other}`]);
      assert.deepEqual(hosts, ['shop.example', 'shop.example']);
    });

    it('is content with a redirect to another host, and with one to nowhere', async () => {
      let location: string | undefined = 'http://elsewhere.example/';
      const port = await served((_, response) => response.writeHead(301, location ? { location } : {}).end());
      assert.equal(await get(port), 'success: Probe terminated redirects');
      location = undefined;
      assert.equal(await get(port), 'success: Probe terminated redirects');
      assert.equal(dials.length, 2);
    });

    it('fails after ten requests of one probe', async () => {
      const port = await served((_, response) => response.writeHead(302, { location: '/' }).end());
      assert.equal(await get(port), `failure: Get "http://${podIP}:${port}/": stopped after 10 redirects`);
      assert.equal(dials.length, 10);
    });

    it('fails where no answer comes in time, or none that is HTTP', async () => {
      const silent = await listen(createTcp());
      const late = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
      assert.equal(await get(silent), `failure: Get "http://${podIP}:${silent}/": ${late}`);
      const rude = await listen(createTcp((socket) => socket.end()));
      assert.equal(await get(rude), `failure: Get "http://${podIP}:${rude}/": EOF`);
      const foreign = await listen(createTcp((socket) => socket.end('220 smtp ready\r\n')));
      assert.match(await get(foreign), /^failure: Get "http:.*Parse Error/);
    });

    it('reads ten kilobytes of a body and no more', async () => {
      const port = await served((_, response) => {
        response.write(Buffer.alloc(20_000));
      });
      assert.equal(await get(port), 'success');
    });

    it('takes lines that end without a carriage return', async () => {
      const port = await listen(
        createTcp((socket) => socket.once('data', () => socket.end('HTTP/1.0 200 OK\n\n'))),
      );
      assert.equal(await get(port), 'success');
    });

    it('counts nothing of an answer that breaks off behind its headers', async () => {
      const port = await served((_, response) => {
        response.writeHead(500).write('begun');
      });
      assert.match(await get(port), /^unknown: /);
    });
  });

  describe('grpc', () => {
    /** A server of the health protocol, as far as a probe needs one. */
    async function health(answer: (stream: ServerHttp2Stream, service: string) => void): Promise<number> {
      const server = createHttp2();
      server.on('stream', (stream, headers) => {
        stream.on('error', () => undefined);
        assert.equal(headers[':path'], '/grpc.health.v1.Health/Check');
        assert.equal(headers['content-type'], 'application/grpc');
        assert.equal(headers['user-agent'], 'kube-probe/1.36');
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => answer(stream, Buffer.concat(chunks).subarray(7).toString()));
      });
      return listen(server);
    }

    /** `message HealthCheckResponse` with this status, and trailers. */
    function reply(stream: ServerHttp2Stream, status: number): void {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      const message = status ? [0x08, status] : [];
      stream.end(Buffer.from([0, 0, 0, 0, message.length, ...message]));
    }

    it('succeeds with SERVING alone, of the service that is named', async () => {
      let status = 0;
      const asked: string[] = [];
      const port = await health((stream, service) => {
        asked.push(service);
        reply(stream, status);
      });
      const results: string[] = [];
      for (status of [1, 0, 2, 3]) {
        results.push(await tried({ grpc: { port, service: status === 1 ? 'shop.Cart' : '' } }));
      }
      assert.deepEqual(results, [
        'success',
        'failure: service unhealthy (responded with "UNKNOWN")',
        'failure: service unhealthy (responded with "NOT_SERVING")',
        'failure: service unhealthy (responded with "SERVICE_UNKNOWN")',
      ]);
      assert.deepEqual(asked, ['shop.Cart', '', '', '']);
      assert.deepEqual(new Set(dials), new Set([`${podIP} ${port}`]));
    });

    it('says why a call has failed', async () => {
      const failing = (code: string, message: string) =>
        health((stream) => {
          const trailers = { 'grpc-status': code, 'grpc-message': message };
          stream.respond(
            { ':status': 200, 'content-type': 'application/grpc', ...trailers },
            { endStream: true },
          );
        });
      assert.equal(
        await tried({ grpc: { port: await failing('5', 'unknown%20service') } }),
        'failure: error: health rpc probe failed: rpc error: code = NotFound desc = unknown service',
      );
      assert.equal(
        await tried({ grpc: { port: await failing('12', 'no %zz') } }),
        'failure: error: this server does not implement the grpc health protocol (grpc.health.v1.Health): no %zz',
      );
    });

    it('fails where nobody listens, where it takes too long, and where it is not gRPC', async () => {
      const closed = createTcp();
      const port = await listen(closed);
      closed.close();
      assert.equal(
        await tried({ grpc: { port } }),
        `failure: error: failed to connect service at "${podIP}:${port}": dial tcp ${podIP}:${port}: connect: connection refused`,
      );
      const silent = await health(() => undefined);
      assert.equal(
        await tried({ grpc: { port: silent }, timeoutSeconds: 3 }),
        'failure: timeout: health rpc did not complete within 3s',
      );
      const plain = await listen(createHttp((_, response) => response.end()));
      assert.match(await tried({ grpc: { port: plain } }), /^failure: error: health rpc probe failed: /);
    });
  });
});
