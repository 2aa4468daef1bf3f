import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Container, PodSecurityContext, SecurityContext } from '../../../src/engine/model/pod';
import { labels } from '../../../src/engine/plan/names';
import type { PodEngineApi } from '../../../src/engine/podEngineApi';
import { engineTrial, idle } from '../support/engineTrial';

const passwd = 'root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000:alice:/:/bin/sh\n';
const group = 'root:x:0:\nalice:x:1000:\nteam:x:50000:bob,alice\nothers:x:60000:bob\n';

describe('what a container may', function () {
  this.timeout(20_000);
  const trial = engineTrial();
  const { namespace, docker } = trial;
  const images: string[] = [];
  let engine: PodEngineApi;

  before(async () => {
    engine = trial.engine();
    images.push(await imageWith('named', 'USER alice'), await imageWith('grouped', 'USER 1000:50000'));
  });
  after(async () => {
    // Other windows on this Docker heal what is not marked as removed.
    const own = engine.pods().filter(({ metadata }) => metadata.namespace === namespace);
    await Promise.all(own.map(({ metadata }) => engine.remove(metadata)));
    await trial.dispose();
    for (const image of images) await docker.getImage(image).remove({ force: true });
  });

  /** Busybox with users and groups of its own. */
  async function imageWith(name: string, change: string): Promise<string> {
    const container = await docker.createContainer({
      Image: 'busybox:1.37',
      Cmd: ['sh', '-c', `printf '${passwd}' > /etc/passwd; printf '${group}' > /etc/group`],
      Labels: { [labels.podNamespace]: namespace },
    });
    await container.start();
    await container.wait();
    const repo = `${namespace}-${name}`;
    await container.commit({ repo, tag: '1', changes: change });
    await container.remove();
    return `${repo}:1`;
  }

  const containerOf = (name: string, securityContext: SecurityContext = {}, image = 'busybox:1.37') =>
    ({ name, ...idle, image, imagePullPolicy: 'Never', securityContext }) satisfies Container;

  const run = (name: string, containers: Container[], securityContext: PodSecurityContext = {}) =>
    engine.run(trial.pod(name, containers, { securityContext }), { manifestDirectory: trial.directory });

  /** A field of /proc/1/status: of the container's own first process, not of one that was executed in it. */
  async function status(pod: string, container: string, field: string): Promise<string> {
    const text = await trial.exec(pod, container, 'cat', '/proc/1/status');
    return (new RegExp(`^${field}:\\s*(.*)$`, 'm').exec(text)?.[1] ?? '').trim().replaceAll('\t', ' ');
  }

  async function ids(pod: string, container: string): Promise<string[]> {
    const [user = '', primary = '', groups = ''] = await Promise.all(
      ['Uid', 'Gid', 'Groups'].map((field) => status(pod, container, field)),
    );
    const sorted = groups.split(' ').sort((a, b) => Number(a) - Number(b));
    return [user.split(' ')[0] ?? '', primary.split(' ')[0] ?? '', sorted.join(' ')];
  }

  it('is decided by its user and its groups, over the pod’s', async () => {
    await run(
      'groups',
      [
        containerOf('of-the-pod'),
        containerOf('own', { runAsUser: 2000 }),
        containerOf('merged', {}, images[0]),
        containerOf('other-group', { runAsGroup: 0 }, images[0]),
      ],
      { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000, supplementalGroups: [4000] },
    );
    assert.deepEqual(await ids('groups', 'of-the-pod'), ['1000', '3000', '2000 3000 4000']);
    assert.deepEqual(await ids('groups', 'own'), ['2000', '3000', '2000 3000 4000']);
    assert.deepEqual(await ids('groups', 'merged'), ['1000', '3000', '2000 3000 4000 50000']);
    assert.deepEqual(await ids('groups', 'other-group'), ['1000', '0', '0 2000 4000 50000']);
  });

  it('takes no group from the image where supplementalGroupsPolicy is Strict', async () => {
    await run(
      'strict',
      [
        containerOf('grouped', { runAsGroup: 3000 }, images[0]),
        containerOf('primary', {}, images[0]),
        containerOf('unknown', { runAsUser: 77 }, images[0]),
      ],
      { supplementalGroups: [4000], supplementalGroupsPolicy: 'Strict' },
    );
    assert.deepEqual(await ids('strict', 'grouped'), ['1000', '3000', '3000 4000']);
    assert.deepEqual(await ids('strict', 'primary'), ['1000', '1000', '1000 4000']);
    assert.deepEqual(await ids('strict', 'unknown'), ['77', '0', '0 4000']);
  });

  it('follows the image’s user as the kubelet does', async () => {
    await run('image', [
      containerOf('as-image', {}, images[0]),
      containerOf('group-alone', { runAsGroup: 3000 }, images[0]),
      containerOf('user-alone', { runAsUser: 0 }, images[0]),
      containerOf('image-group', {}, images[1]),
      containerOf('not-root', { runAsNonRoot: true }, images[1]),
    ]);
    assert.deepEqual(await ids('image', 'as-image'), ['1000', '1000', '1000 50000']);
    assert.deepEqual(await ids('image', 'group-alone'), ['1000', '3000', '3000 50000']);
    assert.deepEqual(await ids('image', 'user-alone'), ['0', '0', '0']);
    assert.deepEqual(await ids('image', 'image-group'), ['1000', '1000', '1000 50000'], 'not USER’s group');
    assert.deepEqual(await ids('image', 'not-root'), ['1000', '1000', '1000 50000']);
  });

  it('leaves no container behind that looked into an image', async () => {
    const filters = { label: [`${labels.component}=look`], ancestor: images };
    assert.deepEqual(await docker.listContainers({ all: true, filters }), []);
  });

  it('is decided by capabilities', async () => {
    await run('capabilities', [
      containerOf('usual'),
      containerOf('added', { capabilities: { add: ['NET_ADMIN', 'CAP_SYS_TIME'] } }),
      containerOf('none', { capabilities: { drop: ['ALL'] } }),
      containerOf('one', { capabilities: { add: ['NET_BIND_SERVICE'], drop: ['all'] } }),
      containerOf('drop-wins', { capabilities: { add: ['ALL', 'CHOWN'], drop: ['ALL', 'CHOWN'] } }),
    ]);
    const expected = {
      usual: '00000000a80425fb',
      added: '00000000aa0435fb',
      none: '0000000000000000',
      one: '0000000000000400',
      'drop-wins': '0000000000000000',
    };
    for (const [name, mask] of Object.entries(expected)) {
      assert.equal(await status('capabilities', name, 'CapPrm'), mask, name);
    }
  });

  it('is decided by no_new_privs, the root file system and /proc', async () => {
    await run('kernel', [
      containerOf('usual'),
      containerOf('hardened', { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true }),
      containerOf('unmasked', { procMount: 'Unmasked' }),
    ]);
    const hidden = (name: string) =>
      trial.exec('kernel', name, 'sh', '-c', 'grep -c " /proc/" /proc/1/mounts || true');
    assert.equal(await status('kernel', 'usual', 'NoNewPrivs'), '0');
    assert.equal(await status('kernel', 'hardened', 'NoNewPrivs'), '1');
    assert.match(await trial.exec('kernel', 'hardened', 'touch', '/x'), /Read-only file system/);
    assert.equal(await trial.exec('kernel', 'usual', 'touch', '/x'), '');
    assert.notEqual(await hidden('usual'), '0');
    assert.equal(await hidden('unmasked'), '0');
  });

  it('is decided by seccomp: nothing said is unconfined, and the container’s own profile wins', async () => {
    const profile = {
      defaultAction: 'SCMP_ACT_ALLOW',
      syscalls: [{ names: ['mkdir', 'mkdirat'], action: 'SCMP_ACT_ERRNO' }],
    };
    writeFileSync(join(trial.directory, 'no-mkdir.json'), JSON.stringify(profile));
    await run('unsaid', [containerOf('app')]);
    await run(
      'said',
      [
        containerOf('of-the-pod'),
        containerOf('none', { seccompProfile: { type: 'Unconfined' } }),
        containerOf('file', { seccompProfile: { type: 'Localhost', localhostProfile: 'no-mkdir.json' } }),
      ],
      { seccompProfile: { type: 'RuntimeDefault' } },
    );
    assert.equal(await status('unsaid', 'app', 'Seccomp'), '0');
    assert.equal(await status('said', 'of-the-pod', 'Seccomp'), '2');
    assert.equal(await status('said', 'none', 'Seccomp'), '0');
    assert.match(await trial.exec('said', 'file', 'mkdir', '/x'), /Operation not permitted/);
    assert.equal(await trial.exec('said', 'of-the-pod', 'mkdir', '/x'), '');
  });
});
