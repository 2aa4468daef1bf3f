import {
  containerName,
  type EnvVar,
  type PlannedContainer,
  type PodPlan,
  type PodSandboxConfig,
  sandboxName,
  type VolumeConfig,
  volumePath,
} from '../../engine';

/** A request to Docker as the `docker` command that asks the same: its beginning, then an option a line. */
export type CommandLines = string[];

/** The network of the pods of a namespace. */
export function networkCommand(network: string): CommandLines {
  return [`docker network create ${word(network)}`];
}

/** A volume of the pod. */
export function volumeCommand({ volumeName, tmpfs, driverOptions }: VolumeConfig): CommandLines {
  const size = tmpfs?.sizeBytes === undefined ? '' : `,size=${tmpfs.sizeBytes}`;
  const options = tmpfs ? { type: 'tmpfs', device: 'tmpfs', o: `mode=1777${size}` } : (driverOptions ?? {});
  return [
    'docker volume create',
    ...Object.entries(options).map(([key, value]) => `--opt ${word(`${key}=${value}`)}`),
    word(volumeName),
  ];
}

/** The container that holds the pod's namespaces. */
export function sandboxCommand(sandbox: PodSandboxConfig): CommandLines {
  const { hostname, network, networkAliases = [], volumes, sysctls, cgroupParent, runtime } = sandbox;
  return [
    'docker run --detach --interactive',
    `--name ${word(sandboxName(sandbox.key, sandbox.uid, 0))}`,
    ...option('--hostname', hostname),
    `--network ${word(sandbox.hostNetwork ? 'host' : (network ?? 'default'))}`,
    ...networkAliases.map((alias) => `--network-alias ${word(alias)}`),
    `--ipc ${sandbox.hostIPC ? 'host' : 'shareable'}`,
    ...(sandbox.hostPID ? ['--pid host'] : []),
    ...sandbox.portMappings.map(
      ({ hostIP, hostPort, containerPort, protocol }) =>
        `--publish ${hostIP.includes(':') ? `[${hostIP}]` : hostIP}:${hostPort}:${containerPort}/${protocol.toLowerCase()}`,
    ),
    ...volumes.map(
      ({ volumeName }, index) => `--mount type=volume,source=${word(volumeName)},target=${volumePath(index)}`,
    ),
    ...Object.entries(sysctls).map(([name, value]) => `--sysctl ${word(`${name}=${value}`)}`),
    ...option('--cgroup-parent', cgroupParent),
    ...option('--runtime', runtime),
    '--read-only --cap-drop ALL --security-opt no-new-privileges --log-driver none',
    word(sandbox.image),
  ];
}

/** One container, in the namespaces of the sandbox. What is known at its start alone is named in `<…>`. */
export function containerCommand(plan: PodPlan, { config, spec }: PlannedContainer): CommandLines {
  const sandbox = word(`container:${sandboxName(plan.key, plan.uid, 0)}`);
  const { command, args = [], security, resources, pidNamespace } = config;
  const [entrypoint, ...rest] = command ?? [];
  return [
    'docker create',
    `--name ${word(containerName(config.name, plan.key, plan.uid, 0))}`,
    `--network ${sandbox}`,
    `--ipc ${config.hostIPC ? 'host' : sandbox}`,
    ...(pidNamespace === 'CONTAINER' ? [] : [`--pid ${pidNamespace === 'NODE' ? 'host' : sandbox}`]),
    ...environment(spec),
    ...config.mounts.map(mountOption),
    ...(resources.memoryLimitInBytes
      ? [`--memory ${resources.memoryLimitInBytes} --memory-swap ${resources.memoryLimitInBytes}`]
      : []),
    ...(resources.cpuQuota ? [`--cpu-period ${resources.cpuPeriod} --cpu-quota ${resources.cpuQuota}`] : []),
    `--cpu-shares ${resources.cpuShares}`,
    ...option('--oom-score-adj', resources.oomScoreAdj?.toString()),
    ...(resources.devices ?? []).map(({ count }) => `--gpus ${count < 0 ? 'all' : count}`),
    ...option('--user', security.user),
    ...security.supplementalGroups.map((group) => `--group-add ${group}`),
    ...(security.privileged ? ['--privileged'] : []),
    ...security.addCapabilities.map((capability) => `--cap-add ${word(capability)}`),
    ...security.dropCapabilities.map((capability) => `--cap-drop ${word(capability)}`),
    ...securityOptions(security),
    ...(security.readonlyRootfs ? ['--read-only'] : []),
    ...option('--workdir', config.workingDir),
    ...option('--stop-signal', config.stopSignal),
    ...option('--cgroup-parent', config.cgroupParent),
    ...option('--runtime', config.runtime),
    ...(config.stdin ? ['--interactive'] : []),
    ...(config.tty ? ['--tty'] : []),
    ...option('--entrypoint', entrypoint),
    [config.image, ...rest, ...args].map(word).join(' '),
  ];
}

function option(name: string, value: string | undefined): string[] {
  return value ? [`${name} ${word(value)}`] : [];
}

/** Of values that stand elsewhere, where they do: they are looked up when the container is made. */
function environment({ env = [], envFrom = [] }: PlannedContainer['spec']): string[] {
  const all = envFrom.map(({ configMapRef, secretRef, prefix = '' }) => {
    const source = configMapRef ? `ConfigMap ${configMapRef.name}` : `Secret ${secretRef?.name}`;
    return `--env ${prefix}<every key of ${source}>`;
  });
  return [...all, ...env.map((entry) => `--env ${entry.name}=${writtenValue(entry)}`)];
}

function writtenValue({ value = '', valueFrom }: EnvVar): string {
  if (!valueFrom) return value === '' ? '' : word(value);
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef, fileKeyRef } = valueFrom;
  if (configMapKeyRef) return `<${configMapKeyRef.key} of ConfigMap ${configMapKeyRef.name}>`;
  if (secretKeyRef) return `<${secretKeyRef.key} of Secret ${secretKeyRef.name}>`;
  if (fileKeyRef) return `<${fileKeyRef.key} of file ${fileKeyRef.path} in volume ${fileKeyRef.volumeName}>`;
  return `<${fieldRef?.fieldPath ?? resourceFieldRef?.resource}>`;
}

function mountOption(mount: PlannedContainer['config']['mounts'][number]): string {
  const source =
    mount.kind === 'volume' ? mount.volumeName : mount.kind === 'bind' ? mount.hostPath : mount.image;
  const parts = [
    `type=${mount.kind}`,
    `source=${source}`,
    `target=${mount.containerPath}`,
    ...(mount.subPath ? [`volume-subpath=${mount.subPath}`] : []),
    ...(mount.readonly ? ['readonly'] : []),
    ...(mount.propagation
      ? [`bind-propagation=${mount.propagation === 'Bidirectional' ? 'rshared' : 'rslave'}`]
      : []),
    ...(mount.kind === 'volume' ? ['volume-nocopy'] : []),
  ];
  return `--mount ${word(parts.join(','))}`;
}

function securityOptions({
  noNewPrivileges,
  seccomp,
  apparmor,
  selinuxLabels,
  unmaskedProc,
}: PlannedContainer['config']['security']): string[] {
  return [
    ...(noNewPrivileges ? ['no-new-privileges'] : []),
    ...(seccomp ? [`seccomp=${seccomp.startsWith('{') ? '<profile>' : seccomp}`] : []),
    ...(apparmor ? [`apparmor=${apparmor}`] : []),
    ...selinuxLabels.map((label) => `label=${label}`),
    ...(unmaskedProc ? ['systempaths=unconfined'] : []),
  ].map((each) => `--security-opt ${word(each)}`);
}

/** A word as a shell takes it; one with line breaks is too long to be read here. */
function word(text: string): string {
  if (/^[\w@%+=:,./<>-]+$/.test(text)) return text;
  const [first = '', ...more] = text.trim().split('\n');
  const shown = more.length > 0 ? `${first} …` : text;
  return `'${shown.replaceAll("'", "'\\''")}'`;
}
