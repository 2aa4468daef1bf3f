import { containerSecurityRows } from './securityRows';
import {
  emulated,
  ignored,
  noted,
  only,
  refused,
  rows,
  type SupportRows,
  type SupportRule,
  supported,
} from './supportRule';

/** What becomes of a container's fields; `container` is the path of its list. */
export function containerRows(container: string): SupportRows {
  const at = `${container}.`;
  return {
    ...rows(
      at,
      [
        ...['name', 'image', 'imagePullPolicy', 'command', 'args', 'workingDir', 'stdin', 'stdinOnce', 'tty'],
        ...['ports', 'ports.name', 'ports.containerPort', 'ports.hostIP', 'ports.protocol'],
        ...['terminationMessagePath', 'terminationMessagePolicy'],
        ...['restartPolicy', 'restartPolicyRules', 'restartPolicyRules.action'],
        ...['restartPolicyRules.exitCodes', 'restartPolicyRules.exitCodes.operator'],
        'restartPolicyRules.exitCodes.values',
      ],
      supported,
    ),
    [`${at}ports.hostPort`]: [noted('host-port')],
    [`${at}resizePolicy`]: [ignored('no-resize')],
    ...envRows(at),
    ...mountRows(at),
    ...resourceRows(at),
    ...probeRows(at),
    ...lifecycleRows(at),
    ...containerSecurityRows(container),
  };
}

function envRows(at: string): SupportRows {
  return {
    ...rows(`${at}env`, ['', '.name', '.value', '.valueFrom'], supported),
    ...rows(`${at}env.valueFrom.configMapKeyRef`, ['', '.name', '.key', '.optional'], supported),
    ...rows(`${at}env.valueFrom.secretKeyRef`, ['', '.name', '.key', '.optional'], supported),
    ...rows(`${at}env.valueFrom.fieldRef`, ['', '.apiVersion', '.fieldPath'], supported),
    ...rows(
      `${at}env.valueFrom.resourceFieldRef`,
      ['', '.containerName', '.resource', '.divisor'],
      supported,
    ),
    ...rows(`${at}env.valueFrom.fileKeyRef`, ['', '.volumeName', '.path', '.key', '.optional'], supported),
    ...rows(`${at}envFrom`, ['', '.prefix'], supported),
    ...rows(`${at}envFrom.configMapRef`, ['', '.name', '.optional'], supported),
    ...rows(`${at}envFrom.secretRef`, ['', '.name', '.optional'], supported),
  };
}

function mountRows(at: string): SupportRows {
  const mounts = `${at}volumeMounts`;
  return {
    ...rows(mounts, ['', '.name', '.mountPath', '.readOnly', '.subPath', '.subPathExpr'], supported),
    [`${mounts}.recursiveReadOnly`]: [
      only(noted('recursive-if-possible'), 'IfPossible'),
      only(noted('recursive-read-only'), 'Enabled'),
      supported,
    ],
    [`${mounts}.mountPropagation`]: [only(supported, 'None'), emulated('mount-propagation', true)],
    [`${at}volumeDevices`]: [refused('block-devices')],
  };
}

/** Another name without a domain is no resource: `validate/` says so. */
const otherResources: SupportRule[] = [
  { ...refused('huge-pages'), only: 'hugepages-…', when: (_, __, key) => key.startsWith('hugepages-') },
  { ...refused('extended-resources'), when: (_, __, key) => key.includes('/') },
];

function resourceRows(at: string): SupportRows {
  const resources = `${at}resources.`;
  return {
    ...rows(`${at}resources`, ['', '.limits', '.requests'], supported),
    ...rows(resources, ['limits.cpu', 'limits.memory', 'requests.cpu'], supported),
    [`${resources}requests.memory`]: [emulated('memory-request', true)],
    ...rows(resources, ['limits.ephemeral-storage', 'requests.ephemeral-storage'], emulated('not-enforced')),
    [`${resources}limits.*`]: [gpus(emulated('gpu')), ...otherResources],
    [`${resources}requests.*`]: [gpus(supported), ...otherResources],
    [`${resources}claims`]: [refused('extended-resources')],
  };
}

function gpus(rule: SupportRule): SupportRule {
  const names = ['nvidia.com/gpu', 'amd.com/gpu'];
  return { ...rule, only: names.join(', '), when: (_, __, key) => names.includes(key) };
}

function probeRows(at: string): SupportRows {
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'];
  return Object.assign(
    {},
    ...probes.map((probe) => ({
      ...rows(
        `${at}${probe}`,
        [
          ...['', '.failureThreshold', '.initialDelaySeconds', '.periodSeconds', '.successThreshold'],
          ...['.timeoutSeconds', '.terminationGracePeriodSeconds', '.grpc', '.grpc.port', '.grpc.service'],
        ],
        supported,
      ),
      ...handlerRows(`${at}${probe}.`),
      [`${at}${probe}.timeoutSeconds`]: [noted('probe-timeout')],
    })),
  );
}

function lifecycleRows(at: string): SupportRows {
  return {
    ...rows(`${at}lifecycle`, ['', '.stopSignal'], supported),
    ...Object.assign(
      {},
      ...['postStart', 'preStop'].map((hook) => ({
        ...rows(`${at}lifecycle.${hook}`, ['', '.sleep', '.sleep.seconds'], supported),
        ...handlerRows(`${at}lifecycle.${hook}.`),
        [`${at}lifecycle.${hook}.tcpSocket`]: [noted('hook-tcp')],
      })),
    ),
  };
}

function handlerRows(at: string): SupportRows {
  return {
    ...rows(at, ['exec', 'exec.command', 'tcpSocket', 'tcpSocket.port'], supported),
    ...rows(
      `${at}httpGet`,
      ['', '.path', '.port', '.scheme', '.httpHeaders', '.httpHeaders.name', '.httpHeaders.value'],
      supported,
    ),
    ...rows(at, ['httpGet.host', 'tcpSocket.host'], noted('handler-host')),
  };
}
