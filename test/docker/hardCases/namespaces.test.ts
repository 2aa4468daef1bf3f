import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { EngineError } from '../../../src/engine/model/engineError';
import { freePort } from '../support/engineTrial';
import type { RunningPod } from '../support/manifestTrial';
import { podTests } from '../support/podTests';

const sleeps = '{ name: main, image: "busybox:1.37", command: [sleep, "1000"] }';
const pod = (name: string, spec: string, containers = sleeps) =>
  `{ apiVersion: v1, kind: Pod, metadata: { name: ${name}, labels: { app: x } }, spec: { terminationGracePeriodSeconds: 0, ${spec ? `${spec},` : ''} containers: [${containers}] } }`;
const shell = (running: RunningPod, script: string, container = 'main') =>
  running.exec(container, 'sh', '-c', script);

podTests('hard cases: namespaces', (test) => {
  test('hard case 10: one tree of processes, with pause at its root', async ({ run }) => {
    const other = '{ name: other, image: "busybox:1.37", command: [sleep, "2000"] }';
    const running = await run(pod('shared', 'shareProcessNamespace: true', `${sleeps}, ${other}`));
    const processes = await shell(running, 'ps -o pid,args');
    assert.match(processes, /^ *1 \/pause/m);
    assert.match(processes, /sleep 2000/);
    const id = /^ *(\d+) sleep 2000/m.exec(processes)?.[1];
    assert.equal(await shell(running, `ls /proc/${id}/root/etc/hostname`), `/proc/${id}/root/etc/hostname`);
    await shell(running, `kill -KILL ${id}`);
    await running.until(
      'killed by the other',
      () =>
        (running.status('other')?.restartCount ?? 0) > 0 ||
        running.status('other')?.state.terminated !== undefined,
    );
  });

  test("hard case 11: the host's processes and its IPC", async ({ run }) => {
    const running = await run(pod('host', 'hostPID: true, hostIPC: true'));
    const seen = Number(await shell(running, 'ls -d /proc/[0-9]* | wc -l'));
    const here = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;
    assert.ok(seen > here / 2, `${seen} of ${here} processes`);
    assert.equal(await shell(running, 'readlink /proc/self/ns/ipc'), readlinkSync('/proc/self/ns/ipc'));
  });

  test("hard case 12: the host's network, whose ports are the containers' own", async ({ run }) => {
    const port = await freePort();
    const server = `{ name: main, image: "busybox:1.37", command: [sh, -c, "mkdir /www; echo host > /www/index.html; exec httpd -f -p ${port} -h /www"], ports: [{ containerPort: ${port} }] }`;
    const running = await run(pod('network', 'hostNetwork: true, dnsPolicy: ClusterFirst', server));
    const isOpen = () =>
      new Promise<boolean>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() !== undefined));
        socket.on('error', () => resolve(false));
      });
    await running.until('running', ({ status }) => status.phase === 'Running');
    for (let tries = 0; !(await isOpen()); tries++) assert.ok(tries < 500, 'the port is open on the host');
    assert.ok(!(await shell(running, 'cat /etc/hosts')).includes('Kubernetes-managed hosts file.\n'));
    assert.equal(await shell(running, 'hostname'), await shell(running, 'cat /proc/sys/kernel/hostname'));
    assert.equal(running.snapshot().status.podIP, running.snapshot().status.hostIP);
  });

  test('hard case 13: a hostPort leads to the pod, a containerPort alone nowhere, and no two pods have one', async ({
    run,
  }) => {
    const port = await freePort();
    const server = (ports: string) =>
      `{ name: main, image: "busybox:1.37", command: [sh, -c, "mkdir /www; echo page > /www/index.html; exec httpd -f -p 8080 -h /www"], ports: [${ports}] }`;
    const first = await run(
      pod('first', '', server(`{ containerPort: 8080, hostPort: ${port} }, { containerPort: 9999 }`)),
    );
    const ports = first
      .snapshot()
      .publishedPorts.map(({ hostPort, containerPort }) => [hostPort, containerPort]);
    assert.deepEqual(ports, [[port, 8080]]);
    await assert.rejects(
      run(pod('second', '', server(`{ containerPort: 8080, hostPort: ${port} }`))),
      (error) =>
        error instanceof EngineError && error.code === 'port-taken' && error.args.port === String(port),
    );
  });

  test('hard case 45: safe sysctls are set in the pod, others want a setting', async ({ run }) => {
    const running = await run(
      pod('safe', 'securityContext: { sysctls: [{ name: kernel.shm_rmid_forced, value: "1" }] }'),
    );
    assert.equal(await shell(running, 'cat /proc/sys/kernel/shm_rmid_forced'), '1');
    await assert.rejects(
      run(pod('unsafe', 'securityContext: { sysctls: [{ name: net.core.somaxconn, value: "1024" }] }')),
      (error) => error instanceof EngineError && error.code === 'sysctl-forbidden',
    );
  });

  test('hard case 47: the hosts file as the kubelet writes it, the same for every container', async ({
    run,
  }) => {
    const aliases =
      'hostAliases: [{ ip: 127.0.0.1, hostnames: [foo.local, bar.local] }, { ip: 10.1.2.3, hostnames: [foo.remote] }]';
    const running = await run(pod('aliases', aliases, `${sleeps}, ${sleeps.replace('main', 'other')}`));
    const ip = running.snapshot().status.podIP;
    const expected = [
      '# Kubernetes-managed hosts file.',
      '127.0.0.1\tlocalhost',
      '::1\tlocalhost ip6-localhost ip6-loopback',
      'fe00::0\tip6-localnet',
      'fe00::0\tip6-mcastprefix',
      'fe00::1\tip6-allnodes',
      'fe00::2\tip6-allrouters',
      `${ip}\taliases`,
      '',
      '# Entries added by HostAliases.',
      '127.0.0.1\tfoo.local\tbar.local',
      '10.1.2.3\tfoo.remote',
    ].join('\n');
    for (const container of ['main', 'other'])
      assert.equal(await running.exec(container, 'cat', '/etc/hosts'), expected);
  });

  test('hard case 48: with dnsPolicy None the resolver is told what the manifest says, and nothing else', async ({
    run,
  }) => {
    const config =
      'dnsPolicy: None, dnsConfig: { nameservers: [192.0.2.1], searches: [ns1.svc.cluster-domain.example, my.dns.search.suffix], options: [{ name: ndots, value: "2" }, { name: edns0 }] }';
    const running = await run(pod('dns', config));
    assert.deepEqual((await shell(running, 'cat /etc/resolv.conf')).split('\n').sort(), [
      'nameserver 192.0.2.1',
      'options ndots:2 edns0',
      'search ns1.svc.cluster-domain.example my.dns.search.suffix',
    ]);
  });

  test('hard case 49: hostname, subdomain, the full name as hostname, and its override', async ({
    run,
    namespace,
  }) => {
    const names = async (name: string, spec: string) => {
      const running = await run(pod(name, spec));
      return [
        await shell(running, 'hostname'),
        await shell(running, 'hostname -f 2>/dev/null || tail -1 /etc/hosts | cut -f2'),
      ];
    };
    const full = `foo.bar.${namespace}.svc.cluster.local`;
    assert.equal((await names('plain', ''))[0], 'plain');
    assert.deepEqual(await names('sub', 'hostname: foo, subdomain: bar'), ['foo', full]);
    assert.equal((await names('fqdn', 'hostname: foo, subdomain: bar, setHostnameAsFQDN: true'))[0], full);
    assert.equal((await names('override', 'hostname: foo, hostnameOverride: my.own.name'))[0], 'my.own.name');
  });

  test('hard case 55: input is open from start to end, or for the first who attaches; a terminal where it is asked for', async ({
    run,
  }) => {
    const containers =
      '{ name: main, image: "busybox:1.37", stdin: true, command: [cat] }, { name: terminal, image: "busybox:1.37", tty: true, stdin: true, command: [sh, -c, "tty; sleep 1000"] }';
    const running = await run(pod('input', '', containers));
    await running.until('both run', ({ status }) =>
      status.containerStatuses.every(({ state }) => state.running),
    );
    assert.match(
      await shell(running, 'readlink /proc/1/fd/0', 'terminal'),
      /^\/dev\/(pts\/)?\d+|\/dev\/console$/,
    );
    assert.match(await shell(running, 'readlink /proc/1/fd/0'), /^pipe:/);
  });
});
