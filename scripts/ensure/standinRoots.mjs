import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { quietly } from '../lib/processes.mjs';
import { aptDownload } from './debian.mjs';

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * How each image that Debian's packages can stand in for is made: `fill` puts its files into `root` (with `work` for
 * what comes and goes), `config` is what the real image's configuration says.
 * @type {Record<string, { fill: (root: string, work: string) => Promise<void>, config: object }>}
 */
export const standins = {
  busybox: { fill: fillBusybox, config: { Env: [PATH], Cmd: ['sh'] } },
  nginx: {
    fill: fillNginx,
    config: {
      Env: [PATH],
      Entrypoint: ['/docker-entrypoint.sh'],
      Cmd: ['nginx', '-g', 'daemon off;'],
      ExposedPorts: { '80/tcp': {} },
      StopSignal: 'SIGQUIT',
    },
  },
};

async function fillBusybox(root, work) {
  for (const folder of ['bin', 'sbin', 'lib', 'lib64']) {
    mkdirSync(join(root, 'usr', folder), { recursive: true });
    symlinkSync(`usr/${folder}`, join(root, folder));
  }
  for (const folder of ['dev', 'etc', 'home', 'proc', 'root', 'run', 'sys', 'var/www']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  mkdirSync(join(root, 'tmp'));
  chmodSync(join(root, 'tmp'), 0o1777);
  addUser(root, 'root', 0, '/bin/sh');
  addUser(root, 'nobody', 65534);
  appendFileSync(join(root, 'etc/group'), 'nogroup:x:65534:\n'); // what Debian's nginx takes by itself

  await unpack(['busybox-static'], root, work);
  const applets = await quietly(join(root, 'bin/busybox'), ['--list']);
  for (const applet of applets.split('\n').filter((name) => name !== '' && name !== 'busybox')) {
    symlinkSync('busybox', join(root, 'bin', applet));
  }
}

async function fillNginx(root, work) {
  await fillBusybox(root, work);
  await unpack(['nginx-common', ...(await withLibraries('nginx'))], root, work);
  addUser(root, 'nginx', 101);
  addUser(root, 'www-data', 33);
  for (const folder of ['etc/nginx/sites-enabled', 'etc/nginx/modules-enabled', 'var/log/nginx']) {
    rmSync(join(root, folder), { recursive: true, force: true });
  }
  for (const folder of ['var/log/nginx', 'var/cache/nginx', 'var/lib/nginx', 'docker-entrypoint.d']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  symlinkSync('/dev/stdout', join(root, 'var/log/nginx/access.log'));
  symlinkSync('/dev/stderr', join(root, 'var/log/nginx/error.log'));
  write(root, 'etc/nginx/nginx.conf', nginxConf);
  write(root, 'etc/nginx/conf.d/default.conf', defaultServer);
  write(root, 'docker-entrypoint.sh', '#!/bin/sh\nset -e\nexec "$@"\n');
  chmodSync(join(root, 'docker-entrypoint.sh'), 0o755);
}

/** A package and the packages of libraries (and of nginx itself) that it needs, directly or not. */
async function withLibraries(name) {
  const found = new Set([name]);
  for (const next of found) {
    const lines = (await quietly('apt-cache', ['depends', '--important', next])).split('\n');
    lines.forEach((line, at) => {
      const needed = /^ [ |]Depends: (\S+)/.exec(line)?.[1];
      const isSecondChoice = lines[at - 1]?.startsWith(' |');
      if (needed && !isSecondChoice && /^(lib(?!nginx)|zlib|nginx)/.test(needed)) found.add(needed);
    });
  }
  return [...found];
}

async function unpack(packages, root, work) {
  mkdirSync(work);
  await aptDownload(packages, work);
  for (const file of readdirSync(work)) {
    const archive = join(work, 'data.tar');
    await quietly('sh', ['-c', 'dpkg-deb --fsys-tarfile "$1" > "$2"', 'sh', join(work, file), archive]);
    await quietly('tar', ['-x', '--keep-directory-symlink', '--no-same-owner', '-f', archive, '-C', root]);
    rmSync(archive);
  }
  rmSync(work, { recursive: true });
  for (const folder of ['doc', 'locale', 'man', 'lintian', 'initramfs-tools']) {
    rmSync(join(root, 'usr/share', folder), { recursive: true, force: true });
  }
}

/** A user with a group of the same name and number. */
function addUser(root, name, id, shell = '/bin/false') {
  const home = id === 0 ? '/root' : '/nonexistent';
  appendFileSync(join(root, 'etc/passwd'), `${name}:x:${id}:${id}:${name}:${home}:${shell}\n`);
  appendFileSync(join(root, 'etc/group'), `${name}:x:${id}:\n`);
}

function write(root, path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const nginxConf = `user nginx;
worker_processes auto;
error_log /var/log/nginx/error.log notice;
pid /run/nginx.pid;

events {
  worker_connections 1024;
}

http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log /var/log/nginx/access.log combined;
  sendfile on;
  keepalive_timeout 65;
  include /etc/nginx/conf.d/*.conf;
}
`;

const defaultServer = `server {
  listen 80;
  server_name localhost;

  location / {
    root /usr/share/nginx/html;
    index index.html index.htm;
  }
}
`;
