import { containerWith, podWith } from './manifestTexts';
import { describeRules, type Row } from './ruleRows';

const at = 'spec.containers[0]';
const inits = (...lines: string[]) =>
  podWith(`initContainers:\n- name: first\n  image: busybox\n${lines.map((line) => `  ${line}`).join('\n')}`);
const probe = (fields: string, kind = 'livenessProbe') => containerWith(`${kind}: {${fields}}`);
const exec = 'exec: {command: [a]}';

const probes: Row[] = [
  ['a probe that does nothing', probe(''), [`one-required|${at}.livenessProbe|livenessProbe`]],
  [
    'a probe of two kinds',
    probe(`${exec}, tcpSocket: {port: 80}`),
    [`exclusive-fields|${at}.livenessProbe.tcpSocket|tcpSocket`],
  ],
  ['an empty command', probe('exec: {}'), [`required|${at}.livenessProbe.exec.command|exec`]],
  [
    'a negative delay',
    probe(`${exec}, initialDelaySeconds: -1`),
    [`invalid-value|${at}.livenessProbe.initialDelaySeconds|-1`],
  ],
  [
    'a negative timeout',
    probe(`${exec}, timeoutSeconds: -1`),
    [`invalid-value|${at}.livenessProbe.timeoutSeconds|-1`],
  ],
  [
    'a negative period',
    probe(`${exec}, periodSeconds: -1`),
    [`invalid-value|${at}.livenessProbe.periodSeconds|-1`],
  ],
  [
    'a threshold above 32 bits',
    probe(`${exec}, failureThreshold: 2147483648`),
    [`invalid-value|${at}.livenessProbe.failureThreshold|2147483648`],
  ],
  [
    'two successes of a livenessProbe',
    probe(`${exec}, successThreshold: 2`),
    [`invalid-value|${at}.livenessProbe.successThreshold|2`],
  ],
  [
    'two successes of a startupProbe',
    probe(`${exec}, successThreshold: 2`, 'startupProbe'),
    [`invalid-value|${at}.startupProbe.successThreshold|2`],
  ],
  [
    'negative successes of a readinessProbe',
    probe(`${exec}, successThreshold: -2`, 'readinessProbe'),
    [`invalid-value|${at}.readinessProbe.successThreshold|-2`],
  ],
  [
    'no grace at all',
    probe(`${exec}, terminationGracePeriodSeconds: 0`),
    [`invalid-value|${at}.livenessProbe.terminationGracePeriodSeconds|0`],
  ],
  [
    'a grace period of a readinessProbe',
    probe(`${exec}, terminationGracePeriodSeconds: 5`, 'readinessProbe'),
    [`not-here|${at}.readinessProbe.terminationGracePeriodSeconds|terminationGracePeriodSeconds`],
  ],
  ['port 0', probe('tcpSocket: {port: 0}'), [`invalid-value|${at}.livenessProbe.tcpSocket.port|0`]],
  [
    'a port out of range',
    probe('grpc: {port: 70000}'),
    [`invalid-value|${at}.livenessProbe.grpc.port|70000`],
  ],
  ['a name for a port of gRPC', probe('grpc: {port: web}'), [`wrong-type|${at}.livenessProbe.grpc.port|web`]],
  ['no port', probe('httpGet: {path: /}'), [`required|${at}.livenessProbe.httpGet.port|httpGet`]],
  [
    'a number in quotes',
    probe('httpGet: {port: "80"}'),
    [`invalid-name|${at}.livenessProbe.httpGet.port|"80"`],
  ],
  [
    'a port that the container does not have',
    containerWith('ports: [{name: http, containerPort: 80}]\nlivenessProbe: {httpGet: {port: htp}}'),
    [`unknown-port|${at}.livenessProbe.httpGet.port|htp`],
  ],
  [
    'a scheme in lower case',
    probe('httpGet: {port: 80, scheme: https}'),
    [`not-one-of|${at}.livenessProbe.httpGet.scheme|https`],
  ],
  [
    'a header that is none',
    probe('httpGet: {port: 80, httpHeaders: [{name: "a b", value: c}]}'),
    [`invalid-name|${at}.livenessProbe.httpGet.httpHeaders[0].name|"a b"`],
  ],
];

describeRules('probes', probes, [
  [
    'sound probes',
    containerWith(
      [
        'ports: [{name: http, containerPort: 80}]',
        `livenessProbe: {${exec}, successThreshold: 1, terminationGracePeriodSeconds: 5, timeoutSeconds: 0}`,
        'readinessProbe: {httpGet: {port: http, scheme: HTTPS, httpHeaders: [{name: X-A, value: b}]}, successThreshold: 3}',
        'startupProbe: {grpc: {port: 80, service: a}, failureThreshold: 30}',
      ].join('\n'),
    ),
  ],
  ['a port by number that no list names', probe('tcpSocket: {port: 81}')],
]);

const hook = (fields: string) => containerWith(`lifecycle: {preStop: {${fields}}}`);
const lifecycle: Row[] = [
  ['a hook that does nothing', hook(''), [`one-required|${at}.lifecycle.preStop|preStop`]],
  [
    'gRPC in a hook',
    hook('grpc: {port: 80}'),
    [`one-required|${at}.lifecycle.preStop|preStop`, `unknown-field|${at}.lifecycle.preStop.grpc|grpc`],
  ],
  [
    'a hook of two kinds',
    hook(`${exec}, sleep: {seconds: 1}`),
    [`exclusive-fields|${at}.lifecycle.preStop.sleep|sleep`],
  ],
  [
    'a sleep beyond the grace period',
    hook('sleep: {seconds: 31}'),
    [`invalid-value|${at}.lifecycle.preStop.sleep.seconds|31`],
  ],
  [
    "a sleep beyond the pod's own grace period",
    containerWith('lifecycle: {postStart: {sleep: {seconds: 6}}}', 'terminationGracePeriodSeconds: 5'),
    [`invalid-value|${at}.lifecycle.postStart.sleep.seconds|6`],
  ],
  [
    'a negative sleep',
    hook('sleep: {seconds: -1}'),
    [`invalid-value|${at}.lifecycle.preStop.sleep.seconds|-1`],
  ],
  [
    'a stop signal without an os',
    containerWith('lifecycle: {stopSignal: SIGUSR1}'),
    [`needs|${at}.lifecycle.stopSignal|stopSignal`],
  ],
  [
    'a stop signal that is none',
    containerWith('lifecycle: {stopSignal: TERM}', 'os: {name: linux}'),
    [`invalid-value|${at}.lifecycle.stopSignal|TERM`],
  ],
];

describeRules('hooks and stop signals', lifecycle, [
  ['a sleep of nothing', hook('sleep: {seconds: 0}')],
  ['a sleep of the whole grace period', hook('sleep: {seconds: 30}')],
  ['a real-time signal', containerWith('lifecycle: {stopSignal: SIGRTMIN+15}', 'os: {name: linux}')],
]);

const initContainers: Row[] = [
  [
    'an init container without an image',
    podWith('initContainers: [{name: a}]'),
    ['required|spec.initContainers[0].image|{name: a}'],
  ],
  [
    'a name that an init container has too',
    podWith('initContainers: [{name: app, image: busybox}]'),
    ['duplicate-name|spec.initContainers[0].name|app'],
  ],
  [
    'a probe of an init container',
    inits(`livenessProbe: {${exec}}`),
    ['not-here|spec.initContainers[0].livenessProbe|livenessProbe'],
  ],
  [
    'a startup probe of an init container that may be retried',
    inits('restartPolicy: OnFailure', `startupProbe: {${exec}}`),
    ['not-here|spec.initContainers[0].startupProbe|startupProbe'],
  ],
  [
    'a hook of an init container',
    inits(`lifecycle: {preStop: {${exec}}}`),
    ['not-here|spec.initContainers[0].lifecycle|lifecycle'],
  ],
  [
    'a bad probe of a sidecar',
    inits('restartPolicy: Always', 'startupProbe: {}'),
    ['one-required|spec.initContainers[0].startupProbe|startupProbe'],
  ],
  [
    'an unknown volume of an init container',
    inits('volumeMounts: [{name: x, mountPath: /x}]'),
    ['unknown-volume|spec.initContainers[0].volumeMounts[0].name|x'],
  ],
];

describeRules('init containers', initContainers, [
  [
    'a sidecar with probes and hooks',
    inits('restartPolicy: Always', `startupProbe: {${exec}}`, `lifecycle: {postStart: {${exec}}}`),
  ],
  ['an init container that is tried once', inits('restartPolicy: Never')],
]);

const codes = (count: number) => Array.from({ length: count }, (_, code) => code % 250).join(', ');
const rule = '{action: Restart, exitCodes: {operator: In, values: [1]}}';
const restarts: Row[] = [
  [
    'a restartPolicy that is none',
    containerWith('restartPolicy: Sometimes'),
    [`not-one-of|${at}.restartPolicy|Sometimes`],
  ],
  [
    'rules without a policy',
    containerWith(`restartPolicyRules: [${rule}]`),
    [`needs|${at}.restartPolicyRules|restartPolicyRules`],
  ],
  [
    'an action that is none',
    containerWith(
      'restartPolicy: Never\nrestartPolicyRules: [{action: Stop, exitCodes: {operator: In, values: [1]}}]',
    ),
    [`not-one-of|${at}.restartPolicyRules[0].action|Stop`],
  ],
  [
    'an operator that is none',
    containerWith(
      'restartPolicy: Never\nrestartPolicyRules: [{action: Restart, exitCodes: {operator: Not, values: [1]}}]',
    ),
    [`not-one-of|${at}.restartPolicyRules[0].exitCodes.operator|Not`],
  ],
  [
    'a rule without exit codes',
    containerWith('restartPolicy: Never\nrestartPolicyRules:\n- action: Restart'),
    [`required|${at}.restartPolicyRules[0].exitCodes|action: Restart`],
  ],
  [
    'more than 20 rules',
    containerWith(`restartPolicy: Never\nrestartPolicyRules: [${Array(21).fill(rule).join(', ')}]`),
    [`too-many|${at}.restartPolicyRules|restartPolicyRules`],
  ],
  [
    'more than 255 exit codes',
    containerWith(
      `restartPolicy: Never\nrestartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [${codes(256)}]}}]`,
    ),
    [`too-many|${at}.restartPolicyRules[0].exitCodes.values|values`],
  ],
];

describeRules('restarts', restarts, [
  [
    '20 rules',
    containerWith(`restartPolicy: Never\nrestartPolicyRules: [${Array(20).fill(rule).join(', ')}]`),
  ],
  [
    'a rule that restarts all',
    containerWith(
      'restartPolicy: OnFailure\nrestartPolicyRules: [{action: RestartAllContainers, exitCodes: {operator: NotIn, values: [0]}}]',
    ),
  ],
]);

const ports: Row[] = [
  [
    'a hostPort of a sidecar and a container',
    containerWith(
      'ports: [{containerPort: 80, hostPort: 90}]',
      'initContainers: [{name: a, image: b, restartPolicy: Always, ports: [{containerPort: 1, hostPort: 90}]}]',
    ),
    [`duplicate-host-port|${at}.ports[0].hostPort|90`],
  ],
  [
    'a hostPort out of range',
    containerWith('ports: [{containerPort: 80, hostPort: 65536}]'),
    [`invalid-value|${at}.ports[0].hostPort|65536`],
  ],
  [
    'a protocol in lower case',
    containerWith('ports: [{containerPort: 80, protocol: tcp}]'),
    [`not-one-of|${at}.ports[0].protocol|tcp`],
  ],
];

describeRules('ports', ports, [
  [
    'a hostPort of init containers that run one after the other',
    containerWith(
      'ports: [{containerPort: 80, hostPort: 90}]',
      'initContainers:\n- {name: a, image: b, ports: [{containerPort: 1, hostPort: 90}]}\n- {name: c, image: b, ports: [{containerPort: 1, hostPort: 90}]}',
    ),
  ],
]);
