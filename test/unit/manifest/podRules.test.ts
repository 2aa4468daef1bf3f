import { podWith, soundPod } from './manifestTexts';
import { describeRules, type Row } from './ruleRows';

const metadata = (lines: string) => soundPod.replace('name: web', `name: web\n  ${lines}`);
const long = 'a'.repeat(63);

const pod: Row[] = [
  [
    'annotations of 256 KiB',
    metadata(`annotations: {a: "${'b'.repeat(256 * 1024)}"}`),
    ['too-long|metadata.annotations|annotations'],
  ],
  [
    'an annotation without a name',
    metadata('annotations: {a.com/: b}'),
    ['invalid-name|metadata.annotations.a.com/|a.com/'],
  ],
  [
    'a capital in the domain of a label',
    metadata('labels: {A.com/b: c}'),
    ['invalid-name|metadata.labels.A.com/b|A.com/b'],
  ],
  [
    'a deadline of no time',
    podWith('activeDeadlineSeconds: 0'),
    ['invalid-value|spec.activeDeadlineSeconds|0'],
  ],
  [
    'a deadline above 32 bits',
    podWith('activeDeadlineSeconds: 2147483648'),
    ['invalid-value|spec.activeDeadlineSeconds|2147483648'],
  ],
  ['a name of a runtime class', podWith('runtimeClassName: a_b'), ['invalid-name|spec.runtimeClassName|a_b']],
  [
    'a name of a pull Secret',
    podWith('imagePullSecrets: [{name: A}]'),
    ['invalid-name|spec.imagePullSecrets[0].name|A'],
  ],
  ['a name of a priority class', podWith('priorityClassName: A'), ['invalid-name|spec.priorityClassName|A']],
  [
    'a name of a service account',
    podWith('serviceAccountName: A'),
    ['invalid-name|spec.serviceAccountName|A'],
  ],
  [
    'a preemption that is none',
    podWith('preemptionPolicy: Always'),
    ['not-one-of|spec.preemptionPolicy|Always'],
  ],
  ['an os that is none', podWith('os: {name: Linux}'), ['not-one-of|spec.os.name|Linux']],
  ['an os without a name', podWith('os: {}'), ['required|spec.os.name|os']],
  [
    'a readiness gate',
    podWith('readinessGates: [{conditionType: a b}]'),
    ['invalid-name|spec.readinessGates[0].conditionType|a b'],
  ],
];

describeRules('a pod', pod, [
  ['a capital in the domain of an annotation', metadata('annotations: {A.com/b: c}')],
  [
    'a whole pod',
    podWith(
      'activeDeadlineSeconds: 1\nruntimeClassName: a.b\nimagePullSecrets: [{name: a}]\npreemptionPolicy: Never\nos: {name: linux}',
    ),
  ],
]);

const host: Row[] = [
  ['a subdomain of two labels', podWith('subdomain: a.b'), ['invalid-name|spec.subdomain|a.b']],
  [
    'a name of more than 64 characters',
    podWith(`hostnameOverride: ${long}.a`),
    [`too-long|spec.hostnameOverride|${long}.a`],
  ],
  ['a name that is none', podWith('hostnameOverride: a_b'), ['invalid-name|spec.hostnameOverride|a_b']],
  [
    'two ways to a full name',
    podWith('hostnameOverride: a\nsetHostnameAsFQDN: true'),
    ['exclusive-fields|spec.hostnameOverride|hostnameOverride'],
  ],
  [
    "a name on the host's network",
    podWith('hostnameOverride: a\nhostNetwork: true'),
    ['exclusive-fields|spec.hostnameOverride|hostnameOverride'],
  ],
  [
    "users of the pod's own and the host's processes",
    podWith('hostUsers: false\nhostPID: true'),
    ['exclusive-fields|spec.hostPID|hostPID'],
  ],
  [
    'an alias without an address',
    podWith('hostAliases: [{hostnames: [a]}]'),
    ['required|spec.hostAliases[0].ip|{hostnames: [a]}'],
  ],
  [
    'an address that is none',
    podWith('hostAliases: [{ip: 1.2.3, hostnames: [a]}]'),
    ['invalid-value|spec.hostAliases[0].ip|1.2.3'],
  ],
  [
    'an alias that is none',
    podWith('hostAliases: [{ip: "::1", hostnames: [a, b_c]}]'),
    ['invalid-name|spec.hostAliases[0].hostnames[1]|b_c'],
  ],
  ['a policy in lower case', podWith('dnsPolicy: default'), ['not-one-of|spec.dnsPolicy|default']],
  ['None without a nameserver', podWith('dnsPolicy: None'), ['needs|spec.dnsPolicy|None']],
  [
    'None with search domains alone',
    podWith('dnsPolicy: None\ndnsConfig: {searches: [a]}'),
    ['needs|spec.dnsPolicy|None'],
  ],
  [
    'a fourth nameserver',
    podWith('dnsConfig: {nameservers: [1.1.1.1, 1.1.1.2, 1.1.1.3, 1.1.1.4]}'),
    ['too-many|spec.dnsConfig.nameservers|nameservers'],
  ],
  [
    'a nameserver by name',
    podWith('dnsConfig: {nameservers: [dns.example]}'),
    ['invalid-value|spec.dnsConfig.nameservers[0]|dns.example'],
  ],
  [
    '33 search domains',
    podWith(`dnsConfig: {searches: [${Array(33).fill('a').join(', ')}]}`),
    ['too-many|spec.dnsConfig.searches|searches'],
  ],
  [
    'a search domain that is none',
    podWith('dnsConfig: {searches: [a..b]}'),
    ['invalid-name|spec.dnsConfig.searches[0]|a..b'],
  ],
  [
    'search domains of more than 2048 characters',
    podWith(
      `dnsConfig: {searches: [${Array(9)
        .fill(`${long}.${long}.${long}.${long.slice(3)}`)
        .join(', ')}]}`,
    ),
    ['too-long|spec.dnsConfig.searches|searches'],
  ],
  [
    'an option without a name',
    podWith('dnsConfig: {options: [{value: "2"}]}'),
    ['required|spec.dnsConfig.options[0].name|{value: "2"}'],
  ],
];

describeRules('names and DNS', host, [
  ['a name of 64 characters', podWith(`hostnameOverride: ${long.slice(2)}.ab`)],
  [
    'all of DNS',
    podWith(
      'dnsPolicy: None\ndnsConfig: {nameservers: [1.1.1.1, "::1"], searches: [_a.b., .], options: [{name: edns0}, {name: ndots, value: "2"}]}',
    ),
  ],
  ['aliases', podWith('hostAliases: [{ip: 127.0.0.1, hostnames: [a, b.c]}, {ip: "fe80::1"}]')],
]);

const affinity = (fields: string) => podWith(`affinity: {${fields}}`);
const nodeTerm = (expression: string) =>
  affinity(
    `nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{${expression}}]}]}}`,
  );
const nodeAt =
  'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0]';
const podTerm = (fields: string) =>
  affinity(`podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{${fields}}]}`);
const podAt = 'spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0]';
const spread = (fields: string) => podWith(`topologySpreadConstraints: [{${fields}}]`);
const toleration = (fields: string) => podWith(`tolerations: [{${fields}}]`);

const scheduling: Row[] = [
  ['a node label', podWith('nodeSelector: {a: b c}'), ['invalid-name|spec.nodeSelector.a|b c']],
  ['a key of a node label', podWith('nodeSelector: {a b: c}'), ['invalid-name|spec.nodeSelector.a b|a b']],
  [
    'a gate that is none',
    podWith('schedulingGates: [{name: a b}]'),
    ['invalid-name|spec.schedulingGates[0].name|a b'],
  ],
  ['a key of a toleration', toleration('key: a b'), ['invalid-name|spec.tolerations[0].key|a b']],
  [
    'a value of a toleration',
    toleration('key: a, value: b c'),
    ['invalid-name|spec.tolerations[0].value|b c'],
  ],
  [
    'a node and a gate',
    podWith('nodeName: a\nschedulingGates: [{name: b}]'),
    ['exclusive-fields|spec.nodeName|nodeName'],
  ],
  [
    'a gate twice',
    podWith('schedulingGates: [{name: b}, {name: b}]'),
    ['duplicate-name|spec.schedulingGates[1].name|b'],
  ],
  [
    'a toleration without a key',
    toleration('effect: NoSchedule'),
    ['needs|spec.tolerations[0].operator|{effect: NoSchedule}'],
  ],
  [
    'a value that must not be',
    toleration('key: a, operator: Exists, value: b'),
    ['exclusive-fields|spec.tolerations[0].value|value'],
  ],
  [
    'an operator that is none',
    toleration('key: a, operator: Is'),
    ['not-one-of|spec.tolerations[0].operator|Is'],
  ],
  [
    'an effect that is none',
    toleration('key: a, effect: Never'),
    ['not-one-of|spec.tolerations[0].effect|Never'],
  ],
  [
    'seconds without eviction',
    toleration('key: a, tolerationSeconds: 5'),
    ['needs|spec.tolerations[0].tolerationSeconds|tolerationSeconds'],
  ],
  [
    'no skew at all',
    spread('maxSkew: 0, topologyKey: a, whenUnsatisfiable: DoNotSchedule'),
    ['invalid-value|spec.topologySpreadConstraints[0].maxSkew|0'],
  ],
  [
    'domains without a need',
    spread('maxSkew: 1, minDomains: 2, topologyKey: a, whenUnsatisfiable: ScheduleAnyway'),
    ['needs|spec.topologySpreadConstraints[0].minDomains|minDomains'],
  ],
  [
    'no domains at all',
    spread('maxSkew: 1, minDomains: 0, topologyKey: a, whenUnsatisfiable: DoNotSchedule'),
    ['invalid-value|spec.topologySpreadConstraints[0].minDomains|0'],
  ],
  [
    'a constraint without a key',
    spread('maxSkew: 1, topologyKey: "", whenUnsatisfiable: DoNotSchedule'),
    ['required|spec.topologySpreadConstraints[0].topologyKey|""'],
  ],
  [
    'a constraint on a label that is none',
    spread(
      'maxSkew: 1, topologyKey: a, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {a b: c}}',
    ),
    ['invalid-name|spec.topologySpreadConstraints[0].labelSelector.matchLabels.a b|a b'],
  ],
  [
    'a constraint twice',
    spread(
      'maxSkew: 1, topologyKey: a, whenUnsatisfiable: DoNotSchedule}, {maxSkew: 2, topologyKey: a, whenUnsatisfiable: DoNotSchedule',
    ),
    ['duplicate-name|spec.topologySpreadConstraints[1].topologyKey|a'],
  ],
  ['no values', nodeTerm('key: a, operator: In'), [`required|${nodeAt}.values|{key: a, operator: In}`]],
  [
    'values of nothing',
    nodeTerm('key: a, operator: Exists, values: [b]'),
    [`exclusive-fields|${nodeAt}.values|values`],
  ],
  ['two bounds', nodeTerm('key: a, operator: Gt, values: ["1", "2"]'), [`needs|${nodeAt}.values|values`]],
  [
    'a weight above 100',
    affinity(
      'nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 101, preference: {}}]}',
    ),
    [
      'invalid-value|spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight|101',
    ],
  ],
  [
    'a weight of nothing',
    affinity(
      'podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 0, podAffinityTerm: {topologyKey: a}}]}',
    ),
    ['invalid-value|spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight|0'],
  ],
  [
    'a preferred node label',
    affinity(
      'nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {matchExpressions: [{key: a b, operator: Exists}]}}]}',
    ),
    [
      'invalid-name|spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchExpressions[0].key|a b',
    ],
  ],
  [
    'a preferred neighbour',
    affinity(
      'podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: a b}}]}',
    ),
    [
      'invalid-name|spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.topologyKey|a b',
    ],
  ],
  [
    'no nodes at all',
    affinity('nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}'),
    [
      'required|spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms|[]',
    ],
  ],
  ['a term without a key', podTerm('topologyKey: ""'), [`required|${podAt}.topologyKey|""`]],
  [
    'a label of other pods',
    podTerm('topologyKey: a, labelSelector: {matchExpressions: [{key: a, operator: In, values: [b c]}]}'),
    [`invalid-name|${podAt}.labelSelector.matchExpressions[0].values[0]|b c`],
  ],
  [
    'a requirement of other pods without values',
    podTerm('topologyKey: a, namespaceSelector: {matchExpressions: [{key: a, operator: NotIn}]}'),
    [`required|${podAt}.namespaceSelector.matchExpressions[0].values|{key: a, operator: NotIn}`],
  ],
  [
    'a requirement without a key',
    podTerm('topologyKey: a, labelSelector: {matchExpressions: [{key: "", operator: Exists}]}'),
    [`required|${podAt}.labelSelector.matchExpressions[0].key|""`],
  ],
  [
    'a namespace of other pods',
    podTerm('topologyKey: a, namespaces: [A]'),
    [`invalid-name|${podAt}.namespaces[0]|A`],
  ],
];

describeRules('scheduling', scheduling, [
  ['a toleration of everything', toleration('operator: Exists')],
  ['a toleration for a while', toleration('key: a, value: b, effect: NoExecute, tolerationSeconds: 5')],
  ['a node label that is not there', nodeTerm('key: a, operator: DoesNotExist')],
  ['a term', podTerm('topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {a: b}}')],
]);
