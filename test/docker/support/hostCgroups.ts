import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { type CgroupLayout, cgroupLayout } from './cgroups';
import { execIn } from './engineTrial';

/** The cgroups of the machine Docker runs on, which may be another than this one, as a container there sees them. */
export interface HostCgroups {
  layout: CgroupLayout;
  /** Where a process stands, by its id on that machine: in the tree of a v1 controller, or in the one of v2. */
  ofProcess(pid: number, controller: string): Promise<string>;
  /** A file of a cgroup. */
  read(cgroup: string, controller: string, file: string): Promise<string>;
  write(cgroup: string, controller: string, file: string, value: string): Promise<void>;
  /** Microseconds of CPU that all in a cgroup have used of the microseconds that passed: about that many. */
  cpuUsed(cgroup: string, seconds: number): Promise<{ used: number; passed: number }>;
  /** Those of all controllers whose path contains the text. */
  find(text: string): Promise<string[]>;
  dispose(): Promise<void>;
}

const root = '/host';

export async function hostCgroups(docker: Docker): Promise<HostCgroups> {
  const layout = await cgroupLayout(docker);
  const container = await docker.createContainer({
    name: `docker-pods-test-cgroups-${randomBytes(4).toString('hex')}`,
    Image: 'busybox:1.37',
    Cmd: ['sleep', '1000'],
    HostConfig: {
      PidMode: 'host',
      NetworkMode: 'none',
      CapAdd: ['DAC_OVERRIDE'],
      Binds: [`/sys/fs/cgroup:${root}`],
      AutoRemove: true,
      ...({ CgroupnsMode: 'host' } as object),
    },
  });
  await container.start();
  const run = (script: string) => execIn(docker, container.id, ['sh', '-c', script]);
  const path = (cgroup: string, controller: string, file: string) =>
    layout.version === 2 ? `${root}${cgroup}/${file}` : `${root}/${controller}${cgroup}/${file}`;

  return {
    layout,
    ofProcess: async (pid, controller) => {
      const lines = (await run(`cat /proc/${pid}/cgroup`)).split('\n').map((line) => line.split(':'));
      const found = lines.find(([, controllers = '']) =>
        layout.version === 2 ? controllers === '' : controllers.split(',').includes(controller),
      );
      if (!found) throw new Error(`${pid} has no cgroup of ${controller}`);
      return found.slice(2).join(':');
    },
    read: async (cgroup, controller, file) => run(`cat ${path(cgroup, controller, file)}`),
    write: async (cgroup, controller, file, value) => {
      const refused = await run(`echo '${value}' > ${path(cgroup, controller, file)}`);
      if (refused) throw new Error(refused);
    },
    cpuUsed: async (cgroup, seconds) => {
      const usage =
        layout.version === 2
          ? `sed -n 's/^usage_usec //p' ${path(cgroup, '', 'cpu.stat')}`
          : `cat ${path(cgroup, 'cpuacct', 'cpuacct.usage')}`;
      const look = `${usage}; cut -d ' ' -f 1 /proc/uptime`;
      const output = await run(`${look}; sleep ${seconds}; ${look}`);
      const [before = 0, from = 0, after = 0, to = 0] = output.split('\n').map(Number);
      const unit = layout.version === 2 ? 1 : 1000;
      return { used: (after - before) / unit, passed: (to - from) * 1_000_000 };
    },
    find: async (text) => (await run(`find ${root} -type d -path '*${text}*'`)).split('\n').filter(Boolean),
    dispose: async () => {
      await container.remove({ force: true });
    },
  };
}
