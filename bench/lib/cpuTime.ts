import { readdirSync, readFileSync } from 'node:fs';

/** Of Linux on all machines that run Node. */
const ticksPerSecond = 100;

/**
 * Processor seconds that this machine's Docker has used so far: dockerd, containerd, their shims, and what these have
 * started and waited for (runc, commands of health checks). Undefined where the daemon is no process of this machine.
 */
export function dockerCpuSeconds(): number | undefined {
  let ticks = 0;
  let found = false;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(statOf(pid)) ?? [];
    if (!/^(dockerd|docker-proxy|containerd(-shim.*)?)$/.test(name)) continue;
    found ||= name === 'dockerd';
    // utime, stime, cutime and cstime are fields 14 to 17; `rest` begins with field 3.
    for (const field of rest.split(' ').slice(11, 15)) ticks += Number(field);
  }
  return found ? ticks / ticksPerSecond : undefined;
}

/** Processor seconds that this process has used so far. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
