import { createHash } from 'node:crypto';
import { tar } from './tar.mjs';

/** Places where the engine mounts a pod's volumes into its sandbox; each is open to every user, as emptyDir is. */
const volumePlaces = 64;

/**
 * The sandbox image as `docker load` takes it. Its id is the hash of its configuration, so it is known beforehand.
 * Where Docker keeps images in containerd the id is another one: there, and everywhere, the tag is what names it.
 * @param {'amd64' | 'arm64'} architecture
 * @param {{ pause: Buffer, probe: Buffer }} programs
 * @returns {{ archive: Buffer, id: string, reference: string }}
 */
export function sandboxImage(architecture, programs) {
  const layer = tar([
    { name: 'pause', mode: 0o755, content: programs.pause },
    { name: 'probe', mode: 0o755, content: programs.probe },
    { name: 'v/', mode: 0o755 },
    ...Array.from({ length: volumePlaces }, (_, i) => ({ name: `v/${i}/`, mode: 0o777 })),
  ]);
  const config = JSON.stringify({
    architecture,
    os: 'linux',
    created: '1970-01-01T00:00:00Z',
    config: { Entrypoint: ['/pause'], WorkingDir: '/', Labels: { 'dev.dockerpods.component': 'sandbox' } },
    rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(layer)}`] },
    history: [{ created: '1970-01-01T00:00:00Z', created_by: 'docker-pods sandbox' }],
  });
  const hash = sha256(config);
  const reference = `docker-pods/sandbox:${hash.slice(0, 12)}`;
  const layerName = `${sha256(layer)}/layer.tar`;
  const manifest = [{ Config: `${hash}.json`, RepoTags: [reference], Layers: [layerName] }];
  const archive = tar([
    { name: 'manifest.json', mode: 0o644, content: JSON.stringify(manifest) },
    { name: `${hash}.json`, mode: 0o644, content: config },
    { name: layerName, mode: 0o644, content: layer },
  ]);
  return { archive, id: `sha256:${hash}`, reference };
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
