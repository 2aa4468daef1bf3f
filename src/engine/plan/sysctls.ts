import { EngineError } from '../model/engineError';
import type { Pod } from '../model/pod';

/** https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls */
const safe = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);

/**
 * The pod's sysctls under their names with dots. Throws EngineError `sysctl-forbidden` for one that is neither safe nor
 * allowed (`kernel.msgmax`, `net.*`), and `sysctl-of-host` for one that no namespace of the pod's own keeps.
 */
export function sysctlsOf({ spec }: Pod, allowed: readonly string[] = []): Record<string, string> {
  const patterns = allowed.map(dotted);
  const sysctls = spec.securityContext?.sysctls ?? [];
  return Object.fromEntries(
    sysctls.map(({ name, value }) => {
      const key = dotted(name);
      const namespace = namespaceOf(key);
      const shared = namespace === 'net' ? spec.hostNetwork : spec.hostIPC;
      if (!namespace || shared) throw new EngineError('sysctl-of-host', { name });
      if (!safe.has(key) && !patterns.some((pattern) => matches(key, pattern))) {
        throw new EngineError('sysctl-forbidden', { name });
      }
      return [key, value];
    }),
  );
}

/** Either separator may come first; then the other stands for itself: `net/ipv4/conf/eth0.1/forwarding`. */
function dotted(name: string): string {
  if (/[./]/.exec(name)?.[0] !== '/') return name;
  return name.replace(/[./]/g, (separator) => (separator === '/' ? '.' : '/'));
}

function namespaceOf(name: string): 'net' | 'ipc' | undefined {
  if (name.startsWith('net.')) return 'net';
  return /^(?:kernel\.(?:shm|msg)|kernel\.sem$|fs\.mqueue\.)/.test(name) ? 'ipc' : undefined;
}

function matches(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
