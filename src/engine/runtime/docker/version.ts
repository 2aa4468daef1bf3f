import type Docker from 'dockerode';
import type { DaemonFacts } from '../../plan/podPlan';
import { defaultGateway } from './networks';
import { sandboxImageFor } from './sandboxImage';

/** CRI Version, and of `docker info` what a plan depends on. */
export async function daemonFacts(docker: Docker): Promise<DaemonFacts> {
  const asked = Date.now();
  const [version, [info, answered], gateway] = await Promise.all([
    docker.version(),
    (docker.info() as Promise<DockerInfo>).then((info) => [info, Date.now()] as const),
    defaultGateway(docker),
  ]);
  const clockOffsetMs = clockOffset(asked, info.SystemTime, answered);
  const architecture = info.Architecture ?? 'unknown';
  const sandbox = sandboxImageFor(architecture);
  return {
    serverVersion: version.Version,
    apiVersion: version.ApiVersion,
    os: info.OperatingSystem ?? version.Os,
    architecture,
    cgroupDriver: driverOf(info.CgroupDriver),
    cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
    rootless: (info.SecurityOptions ?? []).some((option) => option.includes('rootless')),
    runtimes: Object.keys(info.Runtimes ?? {}),
    defaultRuntime: info.DefaultRuntime ?? 'runc',
    cpus: info.NCPU ?? 1,
    memoryBytes: info.MemTotal ?? 0,
    sandboxImage: sandbox.reference,
    ...(sandbox.embedded ? {} : { withoutAgent: true }),
    nodeName: info.Name ?? '',
    nodeIP: gateway ?? '127.0.0.1',
    ...(clockOffsetMs ? { clockOffsetMs } : {}),
    rootDir: info.DockerRootDir ?? '/var/lib/docker',
    securityOptions: (info.SecurityOptions ?? []).flatMap((option) => /name=([^,]+)/.exec(option)?.[1] ?? []),
  };
}

interface DockerInfo {
  Architecture?: string;
  OperatingSystem?: string;
  CgroupDriver?: string;
  CgroupVersion?: string;
  SecurityOptions?: string[];
  Runtimes?: Record<string, unknown>;
  DefaultRuntime?: string;
  NCPU?: number;
  MemTotal?: number;
  Name?: string;
  DockerRootDir?: string;
  /** RFC 3339, in the daemon's zone. */
  SystemTime?: string;
}

/**
 * How far (ms) the daemon's time lies before the question or after the answer: 0 where it lies between them, for more is
 * not known then.
 */
export function clockOffset(asked: number, systemTime: string | undefined, answered: number): number {
  const time = Date.parse(systemTime ?? '');
  if (time < asked) return time - asked;
  return time > answered ? time - answered : 0;
}

function driverOf(driver: string | undefined): DaemonFacts['cgroupDriver'] {
  return driver === 'systemd' || driver === 'cgroupfs' ? driver : 'none';
}
