import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';
import { PlainError, say } from '../lib/say.mjs';
import { canDownload } from './debian.mjs';
import { dockerClient } from './dockerClient.mjs';
import { standinImage, standinLabel } from './standinImage.mjs';
import { standins } from './standinRoots.mjs';

/**
 * Makes sure that Docker has the images which the examples (and the tests) use: those that are there, else pulled, else
 * (where no registry can be reached) stand-ins made from Debian's packages under the same names.
 */
export async function ensureImages() {
  const docker = await dockerClient();
  let registryAnswers = true;
  const standing = [];
  for (const image of imagesOfExamples()) {
    const labels = await labelsOf(docker, image);
    const isStandin = labels?.[standinLabel] !== undefined;
    if (labels && !isStandin) continue;
    if (registryAnswers) {
      const problem = await pull(docker, image);
      if (problem === undefined) continue;
      registryAnswers = false;
      say(`images: the registry cannot be reached (${problem})`);
    }
    if (!isStandin) await provide(docker, image);
    standing.push(image);
  }
  if (standing.length > 0) {
    say(`images: ${standing.join(', ')}: stand-ins made from Debian's packages, not the real images`);
  }
}

/** Every image that a manifest in examples/ names, and busybox, which the engine's tests run. */
function imagesOfExamples() {
  const folder = join(root, 'examples');
  const texts = readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const named = texts.flatMap((text) =>
    [...text.matchAll(/^\s*(?:- )?image:\s*(\S+)/gm)].map((match) => match[1]),
  );
  return new Set(['busybox:1.37', ...named]);
}

async function labelsOf(docker, image) {
  try {
    return (await docker.getImage(image).inspect()).Config?.Labels ?? {};
  } catch (error) {
    if (error.statusCode === 404) return undefined;
    throw error;
  }
}

/** Pulls an image; gives the daemon's words where it could not. */
async function pull(docker, image) {
  try {
    const stream = await docker.pull(image);
    await new Promise((resolve, reject) => {
      docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve(undefined)));
    });
    say(`images: pulled ${image}`);
    return undefined;
  } catch (error) {
    return String(error.message)
      .replace(/^\(HTTP code .*?\) .*? - /, '')
      .split('\n')[0]
      ?.trim();
  }
}

/** Gives Docker a stand-in under the image's name. */
async function provide(docker, image) {
  const [name = '', tag = 'latest'] = image.split(':');
  const { Arch: architecture } = await docker.version();
  const own = { x64: 'amd64', arm64: 'arm64' }[process.arch];
  if (!standins[name] || !canDownload() || architecture !== own) {
    throw new PlainError(
      `The image ${image} is not here, cannot be pulled, and nothing can stand in for it.`,
    );
  }
  const { archive, id } = await standinImage(name, architecture);
  const stream = await docker.loadImage(createReadStream(archive));
  await new Promise((resolve, reject) => {
    docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve(undefined)));
  });
  await docker.getImage(id).tag({ repo: name, tag });
}
