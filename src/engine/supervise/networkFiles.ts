import { EngineError } from '../model/engineError';
import { hostsFile } from '../plan/hostsFile';
import { resolvConf } from '../plan/resolvConf';
import { observedOf, type PodContext } from './podContext';

const hostsPath = '/etc/hosts';
const resolvConfPath = '/etc/resolv.conf';
const maxBytes = 2 ** 20;
const mode = 0o644;

/**
 * Writes the /etc/hosts and /etc/resolv.conf that all containers of the pod see, over what Docker put there. Docker
 * does so at the start of the sandbox alone; after that they are the pod's. Throws EngineError `docker-failed`.
 */
export async function writeNetworkFiles(context: PodContext, sandboxId: string): Promise<void> {
  const { runtime, plan } = context;
  const paths = [hostsPath, resolvConfPath];
  const dockers = await runtime.sandboxFiles(
    sandboxId,
    paths.map((path) => ({ kind: 'read', path, maxBytes })),
  );
  const [hosts = '', resolv = ''] = paths.map((path, index) => textOf(dockers[index], path));
  const sandbox = observedOf(context)?.sandboxes.find(({ id }) => id === sandboxId);
  const contents: [path: string, text: string | undefined][] = [
    [hostsPath, hostsFile(plan.pod, sandbox?.ip, hosts)],
    [resolvConfPath, resolvConf(plan.pod, resolv)],
  ];
  const deeds = contents.flatMap(([path, text]) =>
    text === undefined ? [] : [{ kind: 'write' as const, path, mode, data: Buffer.from(text) }],
  );
  const results = await runtime.sandboxFiles(sandboxId, deeds);
  for (const [index, { path }] of deeds.entries()) textOf(results[index], path);
}

/** Without the sandbox's program Docker's files stay. Throws EngineError `docker-failed` where the pod wants others. */
export function refuseNetworkFiles({ plan: { pod } }: PodContext, architecture: string): void {
  const { hostAliases, dnsConfig } = pod.spec;
  const field = hostAliases?.length ? 'hostAliases' : dnsConfig ? 'dnsConfig' : undefined;
  if (field)
    throw new EngineError('docker-failed', { detail: `${field}: no sandbox program for ${architecture}` });
}

function textOf(
  result: { ok: true; data: Buffer } | { ok: false; errno: string } | undefined,
  path: string,
): string {
  if (result?.ok) return result.data.toString();
  throw new EngineError('docker-failed', { detail: `${path}: ${result?.errno ?? 'not done'}` });
}
