import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Command, firstLine, run } from '../lib/commands';
import { benchPod } from './benchPod';
import type { Peer, Trial } from './peer';

const podPrefix = 'docker-pods-bench-';

/** `podman kube play` of the same manifest, with one of podman's OCI runtimes. */
export function podman(
  command: Command,
  ociRuntime: 'crun' | 'runc',
  image: string,
  archive: string,
  directory: string,
): Peer {
  const here: Command = [...command, '--runtime', ociRuntime];
  const fileOf = ({ size }: Trial) => join(directory, `${ociRuntime}-${size}.yaml`);
  let ready = false;
  let loaded = false;
  const pods = async () => {
    const said = await run(here, 'ps', '-a', '--format', '{{.PodName}} {{.State}}');
    return said.split('\n').filter((line) => line.startsWith(podPrefix));
  };
  return {
    name: `podman-${ociRuntime}`,
    missing: async () => {
      if (!(await firstLine(command, '--version'))) return 'no podman here';
      ready = (await firstLine(here, 'info', '--format', '{{.Host.OCIRuntime.Name}}')) === ociRuntime;
      return ready ? undefined : `podman has no ${ociRuntime} here`;
    },
    prepare: async (trial) => {
      if (!loaded && (await run(here, 'image', 'exists', image).catch(() => 'absent'))) {
        // A podman in a root of its own sees the temporary directory at most.
        const copy = join(directory, `${ociRuntime}.tar`);
        copyFileSync(archive, copy);
        await run(here, 'load', '-q', '-i', copy);
        loaded = true;
      }
      const pod = benchPod(trial, image);
      pod.metadata.name = `${podPrefix}${trial.size}`;
      writeFileSync(fileOf(trial), stringify(pod));
    },
    up: async (trial) => {
      await run(here, 'kube', 'play', fileOf(trial));
    },
    down: async (trial) => {
      await run(here, 'kube', 'play', '--down', fileOf(trial));
    },
    count: async () => {
      const states = await pods();
      return { running: states.filter((line) => /running/i.test(line)).length, all: states.length };
    },
    clean: async () => {
      if (!ready) return;
      const left = new Set((await pods()).map((line) => line.split(' ')[0] ?? ''));
      if (left.size > 0) await run(here, 'pod', 'rm', '-f', '-t', '0', ...left);
      if (loaded) await run(here, 'rmi', '-f', image);
      loaded = false;
    },
  };
}
