import assert from 'node:assert/strict';
import type { PodSpec } from '../../src/engine/model/pod';
import { hostsFile } from '../../src/engine/plan/hostsFile';
import { resolvConf } from '../../src/engine/plan/resolvConf';
import { podOf } from './support/pods';

const podWith = (spec: Partial<PodSpec>) => podOf(['app'], spec);

describe('/etc/hosts of a pod', () => {
  const head = `# Kubernetes-managed hosts file.
127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost ip6-loopback
fe00::0\tip6-localnet
fe00::0\tip6-mcastprefix
fe00::1\tip6-allnodes
fe00::2\tip6-allrouters
`;
  const hosts = (spec: Partial<PodSpec>) => hostsFile(podWith(spec), '10.0.0.2', '1.2.3.4 docker\n');
  const hostAliases = [
    { ip: '127.0.0.1', hostnames: ['foo.local', 'bar.local'] },
    { ip: '10.1.2.3', hostnames: ['foo.remote'] },
  ];
  const aliases =
    '\n# Entries added by HostAliases.\n127.0.0.1\tfoo.local\tbar.local\n10.1.2.3\tfoo.remote\n';

  it('names the pod', () => assert.equal(hosts({}), `${head}10.0.0.2\tweb\n`));

  it('names it in full below a subdomain', () => {
    assert.equal(
      hosts({ hostname: 'a', subdomain: 'sub' }),
      `${head}10.0.0.2\ta.sub.default.svc.cluster.local\ta\n`,
    );
  });

  it('names it as hostnameOverride says, without a domain', () => {
    assert.equal(hosts({ hostnameOverride: 'x.y', subdomain: 'sub' }), `${head}10.0.0.2\tx.y\n`);
  });

  it('has the aliases below', () => assert.equal(hosts({ hostAliases }), `${head}10.0.0.2\tweb\n${aliases}`));

  it('is the host’s own with hostNetwork, with the aliases below, however often it is written', () => {
    const pod = podWith({ hostNetwork: true, hostAliases });
    const once = hostsFile(pod, '172.17.0.1', '127.0.0.1 localhost\n');
    assert.equal(once, `# Kubernetes-managed hosts file (host network).\n127.0.0.1 localhost\n${aliases}`);
    assert.equal(hostsFile(pod, '172.17.0.1', once), once);
  });
});

describe('/etc/resolv.conf of a pod', () => {
  const dockers = '# Docker’s\nsearch example.com lan.\nnameserver 127.0.0.11\noptions ndots:0 edns0\n';
  const dnsConfig = {
    nameservers: ['192.0.2.1', '127.0.0.11'],
    searches: ['ns1.example', 'lan'],
    options: [{ name: 'ndots', value: '2' }, { name: 'rotate' }],
  };
  const conf = (spec: Partial<PodSpec>) => resolvConf(podWith(spec), dockers);

  it('is Docker’s where the pod says nothing', () => {
    assert.equal(conf({}), undefined);
    assert.equal(conf({ dnsPolicy: 'Default' }), undefined);
  });

  it('of dnsPolicy None is dnsConfig alone', () => {
    assert.equal(
      conf({ dnsPolicy: 'None', dnsConfig }),
      'nameserver 192.0.2.1\nnameserver 127.0.0.11\nsearch ns1.example lan\noptions ndots:2 rotate\n',
    );
  });

  it('is merged with dnsConfig under any other policy, each entry once', () => {
    for (const dnsPolicy of ['ClusterFirst', 'Default', 'ClusterFirstWithHostNet'] as const) {
      assert.equal(
        conf({ dnsPolicy, dnsConfig }),
        'nameserver 127.0.0.11\nnameserver 192.0.2.1\nsearch example.com lan ns1.example\noptions ndots:2 edns0 rotate\n',
      );
    }
  });

  it('is the same when it is merged once more', () => {
    const pod = podWith({ dnsConfig });
    const once = resolvConf(pod, dockers) ?? '';
    assert.equal(resolvConf(pod, once), once);
  });

  it('keeps the limits of resolvers', () => {
    const nameservers = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'];
    const searches = ['x'.repeat(254), ...Array.from({ length: 40 }, (_, index) => `s${index}.example`)];
    const lines = (conf({ dnsPolicy: 'None', dnsConfig: { nameservers, searches } }) ?? '').split('\n');
    assert.equal(lines.filter((line) => line.startsWith('nameserver')).length, 3);
    assert.equal(lines.at(-2)?.split(' ').length, 1 + 31);
    const long = Array.from({ length: 20 }, (_, index) => `${index}${'x'.repeat(199)}`);
    const search = conf({ dnsPolicy: 'None', dnsConfig: { searches: long } }) ?? '';
    assert.ok(search.length > 1800 && search.length <= 2048 + 'search \n'.length, String(search.length));
  });
});
