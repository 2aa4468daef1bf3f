import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PodSpec } from '../../../src/engine/model/pod';
import type { PodSnapshot } from '../../../src/engine/model/podSnapshot';
import type { PodEngineApi } from '../../../src/engine/podEngineApi';
import { eventually } from '../../support/eventually';
import { engineTrial, freePort, script } from '../support/engineTrial';

describe('the network of a pod', function () {
  this.timeout(30_000);
  const trial = engineTrial();
  const { namespace } = trial;
  const domain = `${namespace}.svc.cluster.local`;
  const hostAliases = [{ ip: '10.1.2.3', hostnames: ['foo.remote', 'bar.remote'] }];
  const server = createServer((_, response) => response.end('host'));
  let engine: PodEngineApi;
  let udpPort: number;
  let db: PodSnapshot;
  let cache: PodSnapshot;
  let node: PodSnapshot;

  const read = (pod: string, container: string, file: string) => trial.exec(pod, container, 'cat', file);
  const runs = (name: string, containers: Parameters<typeof trial.pod>[1], spec: Partial<PodSpec> = {}) =>
    engine.run(trial.pod(name, containers, spec));

  before(async () => {
    engine = trial.engine({ settings: () => ({ allowedUnsafeSysctls: ['net.core.*'] }) });
    udpPort = await freePort();
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    const web = (text: string) =>
      script(`mkdir /w; echo ${text} > /w/index.html; httpd -f -p 80 -h /w & wait`);
    [db, cache, , , node] = await Promise.all([
      runs(
        'db',
        [{ name: 'web', ...web('db'), ports: [{ containerPort: 53, hostPort: udpPort, protocol: 'UDP' }] }],
        { hostname: 'first', subdomain: 'store' },
      ),
      runs('cache', [{ name: 'web', ...web('cache') }], { hostname: 'second', subdomain: 'store' }),
      runs('client', ['left', 'right'], {
        subdomain: 'x',
        setHostnameAsFQDN: true,
        hostAliases,
        dnsConfig: {
          nameservers: ['192.0.2.1'],
          searches: ['my.search'],
          options: [{ name: 'ndots', value: '2' }],
        },
        securityContext: {
          sysctls: [
            { name: 'kernel.shm_rmid_forced', value: '1' },
            { name: 'net/ipv4/ip_local_port_range', value: '40000 40100' },
            { name: 'net.core.somaxconn', value: '77' },
          ],
        },
      }),
      runs('none', ['app'], {
        hostnameOverride: 'my.override',
        dnsPolicy: 'None',
        dnsConfig: {
          nameservers: ['192.0.2.1'],
          searches: ['ns1.svc.example', 'my.dns.search.suffix'],
          options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }],
        },
      }),
      runs('node', ['app'], {
        hostNetwork: true,
        hostPID: true,
        hostIPC: true,
        hostname: 'not-mine',
        hostAliases,
      }),
    ]);
  });
  after(async () => {
    server.close();
    // Other windows on this Docker heal what is not marked as removed.
    const own = engine.pods().filter(({ metadata }) => metadata.namespace === namespace);
    await Promise.all(own.map(({ metadata }) => engine.remove(metadata)));
    await trial.dispose();
  });

  it('lets pods find each other by name, hostname and subdomain', async () => {
    const names = ['db', 'first', 'first.store', `db.${namespace}`, `first.store.${domain}`, `db.${domain}`];
    for (const name of names) {
      const page = () =>
        trial.exec('client', 'left', 'wget', '-qO-', `http://${name}/`).then((text) => text === 'db');
      await eventually(page, `${name} answers`);
    }
    const found = await trial.exec('client', 'left', 'nslookup', `store.${domain}`, '127.0.0.11');
    for (const { status } of [db, cache]) assert.ok(found.includes(status.podIP ?? '-'), found);
  });

  it('has the host at its hostIP', async () => {
    const { port } = server.address() as AddressInfo;
    const url = `http://${db.status.hostIP}:${port}/`;
    assert.equal(await trial.exec('db', 'web', 'wget', '-qO-', url), 'host');
  });

  it('has the names it was given', async () => {
    assert.equal(await trial.exec('client', 'left', 'uname', '-n'), `client.x.${domain}`);
    assert.equal(await trial.exec('none', 'app', 'uname', '-n'), 'my.override');
    assert.equal(await trial.exec('db', 'web', 'hostname'), 'first');
  });

  it('has the kubelet’s /etc/hosts in every container, also after a restart of one', async () => {
    const { status } = engine.pod({ namespace, name: 'client' }) ?? {};
    const expected = [
      '# Kubernetes-managed hosts file.',
      '127.0.0.1\tlocalhost',
      '::1\tlocalhost ip6-localhost ip6-loopback',
      'fe00::0\tip6-localnet',
      'fe00::0\tip6-mcastprefix',
      'fe00::1\tip6-allnodes',
      'fe00::2\tip6-allrouters',
      `${status?.podIP}\tclient.x.${domain}\tclient`,
      '',
      '# Entries added by HostAliases.',
      '10.1.2.3\tfoo.remote\tbar.remote',
    ].join('\n');
    const hosts = (container: string) => read('client', container, '/etc/hosts');
    assert.equal(await hosts('left'), expected);
    assert.equal(await hosts('right'), expected);
    const { Id } = await trial.container('client', 'right');
    await trial.docker.getContainer(Id).kill();
    await eventually(async () => {
      const next = await trial.container('client', 'right');
      return next.Id !== Id && next.State.Running;
    }, 'a new attempt');
    assert.equal(await hosts('right'), expected);
  });

  it('has the resolv.conf that dnsPolicy and dnsConfig make', async () => {
    assert.equal(
      await read('none', 'app', '/etc/resolv.conf'),
      'nameserver 192.0.2.1\nsearch ns1.svc.example my.dns.search.suffix\noptions ndots:2 edns0',
    );
    const merged = (await read('client', 'right', '/etc/resolv.conf')).split('\n');
    assert.deepEqual(merged.slice(0, 2), ['nameserver 127.0.0.11', 'nameserver 192.0.2.1']);
    assert.match(merged[2] ?? '', /^search (.* )?my\.search$/);
    assert.match(merged[3] ?? '', /ndots:2\b/);
    assert.match(await read('db', 'web', '/etc/resolv.conf'), /^nameserver 127\.0\.0\.11$/m);
  });

  it('has its sysctls, in every container', async () => {
    for (const container of ['left', 'right']) {
      assert.equal(await read('client', container, '/proc/sys/kernel/shm_rmid_forced'), '1');
      assert.equal(await read('client', container, '/proc/sys/net/ipv4/ip_local_port_range'), '40000\t40100');
      assert.equal(await read('client', container, '/proc/sys/net/core/somaxconn'), '77');
    }
    assert.notEqual(readFileSync('/proc/sys/net/core/somaxconn', 'utf8').trim(), '77');
  });

  it('has no sysctl that is not safe', async () => {
    const securityContext = { sysctls: [{ name: 'kernel.msgmax', value: '65536' }] };
    await assert.rejects(runs('unsafe', ['app'], { securityContext }), { code: 'sysctl-forbidden' });
  });

  it('publishes UDP', async () => {
    const socket = createSocket('udp4');
    const taken = new Promise((resolve, reject) =>
      socket.once('error', reject).bind(udpPort, '127.0.0.1', () => resolve(undefined)),
    );
    await assert.rejects(taken, { code: 'EADDRINUSE' });
    socket.close();
    const { NetworkSettings } = await trial.container('db', 'POD');
    assert.deepEqual(Object.keys(NetworkSettings.Ports), ['53/udp']);
  });

  describe('that is the host’s', () => {
    it('has the host’s namespaces and name', async () => {
      const { State } = await trial.container('node', 'app');
      for (const kind of ['net', 'ipc', 'pid']) {
        assert.equal(
          readlinkSync(`/proc/${State.Pid}/ns/${kind}`),
          readlinkSync(`/proc/self/ns/${kind}`),
          kind,
        );
      }
      const { Name } = (await trial.docker.info()) as { Name: string };
      assert.equal(await trial.exec('node', 'app', 'hostname'), Name);
      assert.equal(
        await trial.exec('node', 'app', 'cat', '/proc/1/comm'),
        readFileSync('/proc/1/comm', 'utf8').trim(),
      );
    });

    it('has the host’s address as the pod’s', async () => {
      const { podIP, hostIP } = node.status;
      assert.equal(podIP, hostIP);
      const { port } = server.address() as AddressInfo;
      assert.equal(await trial.exec('db', 'web', 'wget', '-qO-', `http://${podIP}:${port}/`), 'host');
    });

    it('has the host’s /etc/hosts with the aliases below', async () => {
      assert.equal(
        await read('node', 'app', '/etc/hosts'),
        `# Kubernetes-managed hosts file (host network).\n${readFileSync('/etc/hosts', 'utf8')}\n# Entries added by HostAliases.\n10.1.2.3\tfoo.remote\tbar.remote`,
      );
    });
  });
});
