import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { ensureSandboxImage, sandboxImageFor } from '../../src/engine/runtime/docker/sandboxImage';
import { createSandboxTrial, mediaDir, type SandboxTrial } from './support/sandboxTrial';

/** The daemon as it is when it has no sandbox image: that one may be in use by others and cannot be removed. */
function withoutImage(docker: Docker): { docker: Docker; loads: () => number } {
  let loads = 0;
  const absent = { inspect: () => Promise.reject(Object.assign(new Error('absent'), { statusCode: 404 })) };
  const overrides: Record<string, unknown> = {
    getImage: () => absent,
    loadImage: (file: string, options: object) => {
      loads++;
      return docker.loadImage(file, options);
    },
  };
  const proxy = new Proxy(docker, {
    get: (target, name) => overrides[String(name)] ?? Reflect.get(target, name, target),
  });
  return { docker: proxy, loads: () => loads };
}

describe('the sandbox image on Docker', function () {
  this.timeout(60_000);
  let trial: SandboxTrial;
  let architecture: string;

  before(async () => {
    trial = await createSandboxTrial();
    architecture = ((await trial.docker.info()) as { Architecture: string }).Architecture;
  });
  after(() => trial?.dispose());

  it('has the id that was known beforehand, under its reference', async () => {
    const { reference, embedded } = sandboxImageFor(architecture);
    const image = await trial.docker.getImage(reference).inspect();
    // Docker's containerd image store gives ids of its own; the reference holds there too.
    const { DriverStatus } = (await trial.docker.info()) as { DriverStatus?: [string, string][] };
    const inContainerd = DriverStatus?.some(([, value]) => value.startsWith('io.containerd.snapshotter'));
    if (!inContainerd) assert.equal(image.Id, embedded?.id);
    assert.ok(image.RepoTags.some((tag) => tag.endsWith(reference)));
    assert.equal(image.Config.Labels?.['dev.dockerpods.component'], 'sandbox');
  });

  it('is loaded once for all who need it, and not where it is', async () => {
    const { docker, loads } = withoutImage(trial.docker);
    const ensured = await Promise.all(
      [1, 2, 3].map(() => ensureSandboxImage(docker, mediaDir, architecture)),
    );
    assert.deepEqual(ensured, Array(3).fill(trial.image));
    assert.equal(loads(), 1);
    let called = false;
    const watched = new Proxy(trial.docker, {
      get: (target, name) => {
        called ||= name === 'loadImage';
        return Reflect.get(target, name, target);
      },
    });
    assert.equal(await ensureSandboxImage(watched, mediaDir, architecture), trial.image);
    assert.equal(called, false);
  });

  it('tells what Docker says of a broken or missing archive', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'docker-pods-media-'));
    try {
      const { docker } = withoutImage(trial.docker);
      const ensure = () => ensureSandboxImage(docker, directory, architecture);
      await assert.rejects(ensure(), { code: 'ENOENT' });
      writeFileSync(join(directory, sandboxImageFor(architecture).embedded?.file ?? ''), 'no tar at all');
      await assert.rejects(ensure(), Error);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('is chosen by either name of an architecture, and is plain pause elsewhere', () => {
    assert.deepEqual(sandboxImageFor('aarch64'), sandboxImageFor('arm64'));
    assert.deepEqual(sandboxImageFor('x86_64'), sandboxImageFor('amd64'));
    assert.notEqual(sandboxImageFor('x86_64').reference, sandboxImageFor('aarch64').reference);
    assert.deepEqual(sandboxImageFor('riscv64'), { reference: 'registry.k8s.io/pause:3.10' });
  });

  it('makes a fresh volume writable for everybody, also where the sandbox mounts it read-only', async function () {
    const name = `dockerpods-test-${trial.labels['dev.dockerpods.test']}`;
    await trial.docker.createVolume({ Name: name, Labels: trial.labels });
    await trial.startSandbox({
      ReadonlyRootfs: true,
      Mounts: [{ Type: 'volume', Source: name, Target: '/v/63', ReadOnly: true }],
    });
    const { Mountpoint } = await trial.docker.getVolume(name).inspect();
    const directory = await stat(Mountpoint).catch(() => undefined);
    if (!directory) return this.skip(); // Docker's files are another machine's, or root's alone
    assert.equal(directory.mode & 0o7777, 0o777);
  });
});
