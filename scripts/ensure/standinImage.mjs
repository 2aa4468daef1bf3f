import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { atEnd } from '../lib/cleanup.mjs';
import { cacheDir } from '../lib/paths.mjs';
import { quietly } from '../lib/processes.mjs';
import { standins } from './standinRoots.mjs';

/** A new one wherever what is built changes: older archives in the cache are then no longer used. */
const edition = 1;

/** The label that tells a stand-in from the real image. */
export const standinLabel = 'dev.dockerpods.standin';

/**
 * Builds the image archive (as `docker save` writes it, without a tag) of a stand-in, or takes it from the cache.
 * @param {string} name the image's name without its tag: `busybox`, `nginx`
 * @param {string} architecture Docker's and Debian's word for it: `amd64`, `arm64`
 * @returns {Promise<{ archive: string, id: string }>} the archive's file and the image's id
 */
export async function standinImage(name, architecture) {
  const archive = join(cacheDir, 'standins', `${name}-${architecture}-${edition}.tar`);
  if (!existsSync(archive)) await build(name, architecture, archive);
  const manifest = JSON.parse(await quietly('tar', ['-xOf', archive, 'manifest.json']));
  return { archive, id: `sha256:${manifest[0].Config.replace('.json', '')}` };
}

async function build(name, architecture, archive) {
  const work = mkdtempSync(join(tmpdir(), 'docker-pods-standin-'));
  const done = atEnd(() => rmSync(work, { recursive: true, force: true }));
  const root = join(work, 'root');
  const image = join(work, 'image');
  mkdirSync(root);
  mkdirSync(image);
  const { fill, config } = standins[name];
  await fill(root, join(work, 'packages'));

  const layer = join(image, 'layer.tar');
  await quietly('tar', [
    '-c',
    '--sort=name',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '-f',
    layer,
    '-C',
    root,
    '.',
  ]);
  const configText = JSON.stringify({
    architecture,
    os: 'linux',
    config: { ...config, Labels: { [standinLabel]: 'true' } },
    rootfs: { type: 'layers', diff_ids: [`sha256:${await sha256(layer)}`] },
    history: [{ created_by: "Debian's packages, standing in for the real image" }],
  });
  const configFile = `${createHash('sha256').update(configText).digest('hex')}.json`;
  writeFileSync(join(image, configFile), configText);
  const manifest = [{ Config: configFile, RepoTags: null, Layers: ['layer.tar'] }];
  writeFileSync(join(image, 'manifest.json'), JSON.stringify(manifest));

  mkdirSync(join(cacheDir, 'standins'), { recursive: true });
  const half = `${archive}.${process.pid}`;
  await quietly('tar', ['-cf', half, '-C', image, 'manifest.json', configFile, 'layer.tar']);
  renameSync(half, archive);
  rmSync(work, { recursive: true, force: true });
  done();
}

async function sha256(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
