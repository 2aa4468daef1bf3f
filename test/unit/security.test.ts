import assert from 'node:assert/strict';
import type { PodSecurityContext, SecurityContext } from '../../src/engine/model/pod';
import type { DaemonFacts, LinuxContainerSecurity } from '../../src/engine/plan/podPlan';
import { resolveSecurity, seccompFile, userOfWantedGroups } from '../../src/engine/plan/security';
import { groupsOf } from '../../src/engine/runtime/docker/imageGroups';
import { containerFactsOf, facts, planOf, podOf } from './support/pods';

interface Case {
  pod?: PodSecurityContext;
  own?: SecurityContext;
  image?: { user: string; groups?: number[] };
  daemon?: Partial<DaemonFacts>;
  seccompProfile?: string;
}

function resolved({ pod = {}, own = {}, image = { user: '' }, daemon = {}, ...rest }: Case) {
  const plan = planOf(
    podOf([{ name: 'app', image: 'app:1', securityContext: own }], { securityContext: pod }),
    { facts: { ...facts, ...daemon } },
  );
  const [planned] = plan.containers;
  assert.ok(planned);
  const security = resolveSecurity(planned, {
    ...containerFactsOf(plan),
    image,
    ...rest,
  });
  return { security, wanted: userOfWantedGroups(plan.pod, planned.spec, image.user), plan, planned };
}

describe('the security of a container', () => {
  describe('its user and groups', () => {
    const cases: [string, Case, user: string | undefined, groups: number[], wanted: string | undefined][] = [
      ['nothing said: the image’s', {}, undefined, [], undefined],
      ['a name in the image: Docker’s own choice', { image: { user: 'app' } }, undefined, [], undefined],
      ['the image’s group does not count', { image: { user: '5:6' } }, '5', [], undefined],
      ['no user before the image’s group', { image: { user: ':6' } }, '0', [], undefined],
      ['the pod’s user', { pod: { runAsUser: 1 } }, '1', [], undefined],
      [
        'the container’s over the pod’s',
        { pod: { runAsUser: 1 }, own: { runAsUser: 0 } },
        '0',
        [],
        undefined,
      ],
      [
        'user and group',
        { pod: { runAsUser: 1, runAsGroup: 2 }, image: { user: '', groups: [0] } },
        '1:2',
        [],
        '1',
      ],
      [
        'a group alone',
        { own: { runAsGroup: 2 }, image: { user: 'app:7', groups: [7, 8] } },
        'app:2',
        [8],
        'app',
      ],
      [
        'a group alone for root',
        { own: { runAsGroup: 2 }, image: { user: '', groups: [0] } },
        '0:2',
        [],
        '0',
      ],
      [
        'fsGroup and supplementalGroups, with those of the image',
        {
          pod: { runAsUser: 1, runAsGroup: 2, fsGroup: 3, supplementalGroups: [4, 3] },
          image: { user: '', groups: [1, 4, 5] },
        },
        '1:2',
        [3, 4, 5],
        '1',
      ],
      [
        'Strict: none of the image’s',
        {
          pod: { runAsGroup: 2, supplementalGroups: [4], supplementalGroupsPolicy: 'Strict' },
          image: { user: 'app' },
        },
        'app:2',
        [4],
        undefined,
      ],
      [
        'Strict without a group: the primary one of the image',
        { pod: { supplementalGroupsPolicy: 'Strict' }, image: { user: 'app:9', groups: [7, 8] } },
        'app:7',
        [],
        'app',
      ],
    ];
    for (const [title, given, user, groups, wanted] of cases) {
      it(title, () => {
        const found = resolved(given);
        assert.equal(found.security.user, user);
        assert.deepEqual(found.security.supplementalGroups, groups);
        assert.equal(found.wanted, wanted);
      });
    }
  });

  describe('runAsNonRoot', () => {
    const cases: [string, Case, code: string | undefined][] = [
      ['refuses an image of root', {}, 'runs-as-root'],
      ['refuses an image of user 0', { image: { user: '0:5' } }, 'runs-as-root'],
      ['refuses user 0', { own: { runAsUser: 0 }, image: { user: '5' } }, 'runs-as-root'],
      ['refuses a user by name', { image: { user: 'app' } }, 'user-not-numeric'],
      ['lets another user run', { image: { user: '5' } }, undefined],
      ['lets another runAsUser run', { pod: { runAsUser: 5 }, image: { user: 'app' } }, undefined],
      ['false of the container’s own lets root run', { own: { runAsNonRoot: false } }, undefined],
    ];
    for (const [title, given, code] of cases) {
      it(title, () => {
        const run = () => resolved({ ...given, pod: { ...given.pod, runAsNonRoot: true } });
        if (code) assert.throws(run, { code });
        else run();
      });
    }
  });

  it('takes capabilities with and without CAP_, and a drop wins', () => {
    const capabilities = (add: string[], drop: string[]) => {
      const { addCapabilities, dropCapabilities } = resolved({
        own: { capabilities: { add, drop } },
      }).security;
      return [addCapabilities, dropCapabilities];
    };
    assert.deepEqual(capabilities(['CAP_NET_ADMIN', 'sys_time', 'NET_ADMIN'], []), [
      ['NET_ADMIN', 'SYS_TIME'],
      [],
    ]);
    assert.deepEqual(capabilities(['ALL', 'CHOWN', 'KILL'], ['ALL', 'CAP_KILL']), [
      ['CHOWN'],
      ['ALL', 'KILL'],
    ]);
  });

  describe('seccomp', () => {
    const seccompOf = (given: Case) =>
      resolved({ ...given, daemon: { securityOptions: ['seccomp'] } }).security.seccomp;
    const file = { type: 'Localhost', localhostProfile: 'a.json' } as const;
    const cases: [string, Case, string | undefined][] = [
      ['nothing said is unconfined', {}, 'unconfined'],
      ['RuntimeDefault is Docker’s', { pod: { seccompProfile: { type: 'RuntimeDefault' } } }, undefined],
      [
        'the container’s over the pod’s',
        {
          pod: { seccompProfile: { type: 'RuntimeDefault' } },
          own: { seccompProfile: { type: 'Unconfined' } },
        },
        'unconfined',
      ],
      ['Localhost is the file', { own: { seccompProfile: file }, seccompProfile: '{}' }, '{}'],
      ['privileged is unconfined', { own: { privileged: true, seccompProfile: file } }, 'unconfined'],
    ];
    for (const [title, given, expected] of cases) it(title, () => assert.equal(seccompOf(given), expected));

    it('asks for the file of an unprivileged container alone', () => {
      const fileOf = (own: SecurityContext) => {
        const { plan, planned } = resolved({ own });
        return seccompFile(plan.pod, planned.spec);
      };
      assert.equal(fileOf({ seccompProfile: file }), 'a.json');
      assert.equal(fileOf({ seccompProfile: file, privileged: true }), undefined);
      assert.equal(fileOf({ seccompProfile: { type: 'RuntimeDefault' } }), undefined);
    });
  });

  describe('AppArmor and SELinux', () => {
    const of = (own: SecurityContext, securityOptions: string[]): LinuxContainerSecurity =>
      resolved({ own, daemon: { securityOptions } }).security;
    const profile = { type: 'Localhost', localhostProfile: 'mine' } as const;

    it('are asked for where Docker has them', () => {
      assert.equal(of({ appArmorProfile: profile }, ['apparmor']).apparmor, 'mine');
      assert.equal(of({ appArmorProfile: { type: 'Unconfined' } }, ['apparmor']).apparmor, 'unconfined');
      assert.equal(of({ appArmorProfile: { type: 'RuntimeDefault' } }, ['apparmor']).apparmor, undefined);
      assert.deepEqual(of({ seLinuxOptions: { level: 's0:c1,c2', type: 't' } }, ['selinux']).selinuxLabels, [
        'type:t',
        'level:s0:c1,c2',
      ]);
    });

    it('are not where it has not, but a profile that was asked for is not left out in silence', () => {
      assert.equal(of({ appArmorProfile: { type: 'Unconfined' } }, []).apparmor, undefined);
      assert.deepEqual(of({ seLinuxOptions: { level: 's0' } }, []).selinuxLabels, []);
      assert.throws(() => of({ appArmorProfile: profile }, []), { code: 'apparmor-missing' });
    });
  });
});

describe('the groups of an image’s user', () => {
  const passwd = 'root:x:0:0::/:/bin/sh\n# none\napp:x:5:6::/:\n9:x:10:11::/:\n';
  const group = 'root:x:0:\nteam:x:7:app,other\nmore:x:8:app\nothers:x:9:other\nown:x:6:app\n';
  const cases: [user: string, groups: number[]][] = [
    ['app', [6, 7, 8]],
    ['5', [6, 7, 8]],
    ['0', [0]],
    ['root', [0]],
    ['77', [0]],
    ['other', [0, 7, 9]],
    ['9', [11]],
  ];
  for (const [user, groups] of cases) {
    it(user, () => assert.deepEqual(groupsOf({ passwd, group }, user), groups));
  }

  it('are root’s where the image has no such files', () => {
    assert.deepEqual(groupsOf({ passwd: '', group: '' }, 'app'), [0]);
  });
});
