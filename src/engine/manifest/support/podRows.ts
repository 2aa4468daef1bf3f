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

/** Another name is no resource of a pod: `validate/` says so. */
const hugePages: SupportRule = {
  ...refused('huge-pages'),
  only: 'hugepages-…',
  when: (_, __, key) => key.startsWith('hugepages-'),
};

/** What becomes of the spec's own fields. */
export const podRows: SupportRows = {
  ...rows('spec.', ['containers', 'initContainers', 'volumes', 'restartPolicy'], supported),
  ...rows('spec.', ['terminationGracePeriodSeconds', 'activeDeadlineSeconds'], supported),
  'spec.os': [supported],
  'spec.os.name': [only(refused('windows'), 'windows'), supported],
  'spec.ephemeralContainers': [refused('ephemeral-at-create')],
  'spec.runtimeClassName': [noted('runtime-class')],
  ...rows('spec.', ['imagePullSecrets', 'imagePullSecrets.name'], supported),
  'spec.readinessGates': [emulated('readiness-gates')],
  ...networkRows(),
  ...resourceRows(),
  ...clusterRows(),
};

function networkRows(): SupportRows {
  return {
    ...rows('spec.', ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace'], supported),
    'spec.hostUsers': [only(supported, true), refused('no-user-namespace')],
    'spec.hostname': [noted('same-hostname')],
    'spec.subdomain': [noted('subdomain')],
    ...rows('spec.', ['setHostnameAsFQDN', 'hostnameOverride'], supported),
    ...rows('spec.', ['hostAliases', 'hostAliases.ip', 'hostAliases.hostnames'], supported),
    'spec.dnsPolicy': [only(supported, 'None'), emulated('dns-policy', true)],
    ...rows('spec.dnsConfig', ['', '.nameservers', '.searches', '.options'], supported),
    ...rows('spec.dnsConfig.options.', ['name', 'value'], supported),
  };
}

function resourceRows(): SupportRows {
  const at = 'spec.resources';
  return {
    ...rows(at, ['', '.limits', '.requests'], supported),
    ...rows(at, ['.limits.cpu', '.limits.memory', '.requests.cpu'], emulated('pod-resources', true)),
    [`${at}.requests.memory`]: [emulated('memory-request', true)],
    ...rows(at, ['.limits.*', '.requests.*'], hugePages),
    [`${at}.claims`]: [refused('extended-resources')],
    'spec.resourceClaims': [refused('extended-resources')],
    'spec.overhead': [ignored('overhead')],
  };
}

function clusterRows(): SupportRows {
  return {
    ...rows(
      'spec.',
      [
        ...['affinity', 'nodeName', 'nodeSelector', 'preemptionPolicy', 'priority', 'priorityClassName'],
        ...['schedulerName', 'schedulingGates', 'schedulingGroup', 'tolerations'],
        'topologySpreadConstraints',
      ],
      ignored('no-scheduler'),
    ),
    ...rows('spec.', ['serviceAccount', 'serviceAccountName'], ignored('service-account')),
    'spec.automountServiceAccountToken': [ignored('no-api-server')],
    'spec.enableServiceLinks': [ignored('no-services')],
  };
}
