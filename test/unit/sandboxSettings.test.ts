import assert from 'node:assert/strict';
import type { ContainerPort, PodSpec } from '../../src/engine/model/pod';
import type { PlanContext } from '../../src/engine/plan/podPlan';
import { planOf, podOf } from './support/pods';

const sandboxOf = (spec: Partial<PodSpec>, context: Partial<PlanContext> = {}) =>
  planOf(podOf(['app'], spec), context).sandbox;

describe('the sysctls of a pod', () => {
  const sysctls = (names: string[], spec: Partial<PodSpec> = {}, allowedUnsafeSysctls?: string[]) =>
    sandboxOf(
      { ...spec, securityContext: { sysctls: names.map((name) => ({ name, value: '1' })) } },
      allowedUnsafeSysctls ? { allowedUnsafeSysctls } : {},
    ).sysctls;

  it('are safe ones, under either separator', () => {
    assert.deepEqual(sysctls(['kernel.shm_rmid_forced', 'net/ipv4/tcp_syncookies']), {
      'kernel.shm_rmid_forced': '1',
      'net.ipv4.tcp_syncookies': '1',
    });
  });

  it('are unsafe ones that the settings allow, by name or by pattern', () => {
    const names = ['net.core.somaxconn', 'kernel.msgmax', 'net/ipv4/conf/eth0.1/forwarding'];
    assert.deepEqual(Object.keys(sysctls(names, {}, ['net/*', 'kernel.msgmax'])), [
      'net.core.somaxconn',
      'kernel.msgmax',
      'net.ipv4.conf.eth0/1.forwarding',
    ]);
    for (const allowed of [undefined, [], ['net.core'], ['kernel.*']]) {
      assert.throws(() => sysctls(['net.core.somaxconn'], {}, allowed), { code: 'sysctl-forbidden' });
    }
  });

  it('are none of the host’s', () => {
    const allowed = ['net.*', 'kernel.*', 'vm.*', 'fs.*'];
    const refused = { code: 'sysctl-of-host' };
    assert.throws(() => sysctls(['vm.swappiness'], {}, allowed), refused);
    assert.throws(() => sysctls(['kernel.pid_max'], {}, allowed), refused);
    assert.throws(() => sysctls(['net.ipv4.tcp_syncookies'], { hostNetwork: true }), refused);
    assert.throws(() => sysctls(['kernel.shm_rmid_forced'], { hostIPC: true }), refused);
    assert.throws(() => sysctls(['fs.mqueue.msg_max'], { hostIPC: true }, allowed), refused);
    assert.doesNotThrow(() => sysctls(['kernel.shm_rmid_forced'], { hostNetwork: true }));
  });
});

describe('the names of a pod', () => {
  const namesOf = (spec: Partial<PodSpec>) => {
    const { hostname, networkAliases } = sandboxOf(spec);
    return { hostname, aliases: networkAliases };
  };
  const domains = (name: string) =>
    ['', '.default', '.default.svc', '.default.svc.cluster.local'].map((suffix) => name + suffix);

  it('are its own', () => {
    assert.deepEqual(namesOf({}), { hostname: 'web', aliases: domains('web') });
  });

  it('are its hostname and subdomain', () => {
    assert.deepEqual(namesOf({ hostname: 'a', subdomain: 'sub' }), {
      hostname: 'a',
      aliases: ['web', 'a', 'a.sub', 'sub'].flatMap(domains),
    });
  });

  it('are the whole name where setHostnameAsFQDN says so, unless that is too long', () => {
    assert.equal(
      namesOf({ subdomain: 'sub', setHostnameAsFQDN: true }).hostname,
      'web.sub.default.svc.cluster.local',
    );
    assert.equal(namesOf({ setHostnameAsFQDN: true }).hostname, 'web');
    assert.throws(() => namesOf({ subdomain: 'a'.repeat(40), setHostnameAsFQDN: true }), {
      code: 'hostname-too-long',
    });
  });

  it('are not changed for others by hostnameOverride', () => {
    assert.deepEqual(namesOf({ hostname: 'a', hostnameOverride: 'x.example' }), {
      hostname: 'x.example',
      aliases: ['web', 'a'].flatMap(domains),
    });
  });

  it('are the host’s with hostNetwork', () => {
    assert.deepEqual(namesOf({ hostNetwork: true, hostname: 'a' }), {
      hostname: undefined,
      aliases: undefined,
    });
  });
});

describe('the ports of a pod', () => {
  const ports: ContainerPort[] = [
    { containerPort: 80, hostPort: 8080 },
    { containerPort: 53, hostPort: 5353, protocol: 'UDP', hostIP: '10.0.0.1' },
    { containerPort: 81 },
  ];
  const published = (spec: Partial<PodSpec>) =>
    planOf(podOf([{ name: 'app', image: 'app:1', ports }], spec)).sandbox.portMappings.map(
      ({ containerName, hostIP, hostPort, protocol }) => `${containerName} ${hostIP}:${hostPort}/${protocol}`,
    );

  it('are published where they have a hostPort', () => {
    assert.deepEqual(published({}), ['app 127.0.0.1:8080/TCP', 'app 10.0.0.1:5353/UDP']);
  });

  it('are the host’s own with hostNetwork', () => assert.deepEqual(published({ hostNetwork: true }), []));

  it('of sidecars are published, of init containers not', () => {
    const init = { image: 'init:1', ports: [{ containerPort: 1, hostPort: 1 }] };
    const initContainers = [
      { ...init, name: 'first' },
      { ...init, name: 'sidecar', restartPolicy: 'Always' as const },
    ];
    assert.deepEqual(published({ initContainers }).slice(2), ['sidecar 127.0.0.1:1/TCP']);
  });
});
