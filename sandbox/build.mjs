// Builds the sandbox image from its sources: `npm run sandbox` writes media/, `npm run sandbox -- --check` builds into
// a temporary directory and says which files in media/ are other bytes. Same sources and compiler, same bytes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxImage } from './image.mjs';

const here = import.meta.dirname;
const media = join(here, '..', 'media');
const check = process.argv.includes('--check');

const targets = [
  {
    architecture: 'amd64',
    compiler: 'x86_64-linux-gnu-gcc',
    package: 'gcc-x86-64-linux-gnu',
    flags: ['-fcf-protection=none'],
  },
  { architecture: 'arm64', compiler: 'aarch64-linux-gnu-gcc', package: 'gcc-aarch64-linux-gnu', flags: [] },
];
const programs = {
  pause: ['pause.c', 'streams.c', 'files.c', 'places.c', 'entries.c', 'frames.c', 'start.c'],
  probe: ['probe.c', 'cgroups.c', 'systemd.c', 'entries.c', 'frames.c', 'start.c'],
};

const flags = [
  ...['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror'],
  // No C library at all: sys.h and start.c are all there is (and gcc must not turn memcpy's loop into memcpy).
  ...['-ffreestanding', '-fno-builtin', '-fno-tree-loop-distribute-patterns', '-nostdlib', '-static'],
  ...['-fno-pic', '-no-pie', '-fno-stack-protector'],
  // Nothing in the file that the program does not need, and nothing of the machine that built it.
  ...['-fno-asynchronous-unwind-tables', '-fno-unwind-tables', '-fno-ident', '-s', '-Wl,--build-id=none'],
  ...['-Wl,-z,noseparate-code', '-Wl,-z,norelro', '-Wl,-z,noexecstack'],
];

function compilerVersion({ compiler }) {
  try {
    return execFileSync(compiler, ['-dumpfullversion'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

function installCompilers() {
  const missing = targets.filter((target) => !compilerVersion(target)).map((target) => target.package);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new Error(
      `Compilers are missing. Install them: sudo apt-get install --no-install-recommends ${missing.join(' ')}`,
    );
  }
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  execFileSync('apt-get', ['-q', 'update'], options);
  execFileSync('apt-get', ['-qy', 'install', '--no-install-recommends', ...missing], options);
}

function compile(target, sources, output) {
  // In the sources' own directory and by plain names, so that no path of this checkout can get into the bytes.
  execFileSync(target.compiler, [...flags, ...target.flags, '-o', output, ...sources], {
    cwd: here,
    stdio: 'inherit',
  });
  return readFileSync(output);
}

/** Every file of media/ that comes from here, by its name. */
function build(directory) {
  const files = {};
  const images = {};
  for (const target of targets) {
    const built = Object.entries(programs).map(([name, sources]) => [
      name,
      compile(target, sources, join(directory, `${name}-${target.architecture}`)),
    ]);
    const file = `sandbox-${target.architecture}.tar`;
    const { archive, id, reference } = sandboxImage(target.architecture, Object.fromEntries(built));
    files[file] = archive;
    images[target.architecture] = { file, id, reference, compiler: `gcc ${compilerVersion(target)}` };
  }
  files['sandbox.json'] = Buffer.from(`${JSON.stringify(images, null, 2)}\n`);
  return files;
}

function compare(files) {
  const different = Object.keys(files).filter(
    (name) => !files[name].equals(readOrNothing(join(media, name))),
  );
  if (different.length === 0) return say(`media/ is what sandbox/ builds: ${Object.keys(files).join(', ')}`);
  say(`Not what sandbox/ builds: ${different.map((name) => `media/${name}`).join(', ')}`);
  if (different.includes('sandbox.json')) say(`built here:\n${files['sandbox.json']}`);
  say('Run `npm run sandbox`, with the compiler versions that media/sandbox.json names.');
  process.exitCode = 1;
}

function say(text) {
  process.stdout.write(`${text}\n`);
}

function readOrNothing(path) {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

const scratch = mkdtempSync(join(tmpdir(), 'docker-pods-sandbox-'));
try {
  installCompilers();
  const files = build(scratch);
  if (check) compare(files);
  else {
    mkdirSync(media, { recursive: true });
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(media, name), bytes);
    say(files['sandbox.json'].toString());
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
