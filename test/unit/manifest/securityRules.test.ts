import { containerWith, podWith } from './manifestTexts';
import { describeRules, type Row } from './ruleRows';

const at = 'spec.containers[0].securityContext';
const context = (fields: string, spec = '') => containerWith(`securityContext: {${fields}}`, spec);
const podContext = (fields: string, spec = '') => podWith(`securityContext: {${fields}}${spec}`);

const rows: Row[] = [
  ['a user above 31 bits', context('runAsUser: 2147483648'), [`invalid-value|${at}.runAsUser|2147483648`]],
  ['a negative group', context('runAsGroup: -1'), [`invalid-value|${at}.runAsGroup|-1`]],
  ['a negative fsGroup', podContext('fsGroup: -1'), ['invalid-value|spec.securityContext.fsGroup|-1']],
  [
    'a group of several',
    podContext('supplementalGroups: [1, 4294967296]'),
    ['invalid-value|spec.securityContext.supplementalGroups[1]|4294967296'],
  ],
  [
    'a way to change groups',
    podContext('fsGroupChangePolicy: OnMismatch'),
    ['not-one-of|spec.securityContext.fsGroupChangePolicy|OnMismatch'],
  ],
  [
    'a way to merge groups',
    podContext('supplementalGroupsPolicy: strict'),
    ['not-one-of|spec.securityContext.supplementalGroupsPolicy|strict'],
  ],
  [
    'no escalation with SYS_ADMIN',
    context('allowPrivilegeEscalation: false, capabilities: {add: [CAP_SYS_ADMIN]}'),
    [`exclusive-fields|${at}.allowPrivilegeEscalation|allowPrivilegeEscalation`],
  ],
  [
    'root by the pod under runAsNonRoot',
    context('runAsNonRoot: true', 'securityContext: {runAsUser: 0}'),
    ['exclusive-fields|spec.securityContext.runAsUser|0'],
  ],
  ['a procMount that is none', context('procMount: Masked'), [`not-one-of|${at}.procMount|Masked`]],
  [
    'a profile that is none',
    context('seccompProfile: {type: Default}'),
    [`not-one-of|${at}.seccompProfile.type|Default`],
  ],
  [
    'a profile without a type',
    context('seccompProfile: {}'),
    [`required|${at}.seccompProfile.type|seccompProfile`],
  ],
  [
    'a profile of no file',
    context('seccompProfile: {type: Localhost}'),
    [`required|${at}.seccompProfile.localhostProfile|seccompProfile`],
  ],
  [
    'a file that does not count',
    context('seccompProfile: {type: Unconfined, localhostProfile: a.json}'),
    [`not-here|${at}.seccompProfile.localhostProfile|localhostProfile`],
  ],
  [
    'an absolute file',
    podContext('seccompProfile: {type: Localhost, localhostProfile: /a.json}'),
    ['invalid-value|spec.securityContext.seccompProfile.localhostProfile|/a.json'],
  ],
  [
    'an AppArmor profile without a name',
    context('appArmorProfile: {type: Localhost, localhostProfile: ""}'),
    [`required|${at}.appArmorProfile.localhostProfile|""`],
  ],
  [
    'an AppArmor profile with a space',
    podContext('appArmorProfile: {type: Localhost, localhostProfile: "a "}'),
    ['invalid-value|spec.securityContext.appArmorProfile.localhostProfile|"a "'],
  ],
  [
    'an AppArmor profile that does not count',
    podContext('appArmorProfile: {type: RuntimeDefault, localhostProfile: a}'),
    ['not-here|spec.securityContext.appArmorProfile.localhostProfile|localhostProfile'],
  ],
  [
    'a sysctl that is none',
    podContext('sysctls: [{name: Net.a, value: b}]'),
    ['invalid-name|spec.securityContext.sysctls[0].name|Net.a'],
  ],
  [
    'a sysctl twice',
    podContext('sysctls: [{name: net.a, value: b}, {name: net.a, value: c}]'),
    ['duplicate-name|spec.securityContext.sysctls[1].name|net.a'],
  ],
  [
    "a sysctl of the host's network",
    podContext('sysctls: [{name: net/core/somaxconn, value: "1"}]', '\nhostNetwork: true'),
    ['exclusive-fields|spec.securityContext.sysctls[0].name|net/core/somaxconn'],
  ],
  [
    "a sysctl of the host's IPC",
    podContext('sysctls: [{name: kernel.shm_rmid_forced, value: "1"}]', '\nhostIPC: true'),
    ['exclusive-fields|spec.securityContext.sysctls[0].name|kernel.shm_rmid_forced'],
  ],
];

describeRules('security', rows, [
  ['another user than root', context('runAsNonRoot: true, runAsUser: 1', 'securityContext: {runAsUser: 0}')],
  [
    'root where it may be',
    context('runAsNonRoot: false, runAsUser: 0', 'securityContext: {runAsNonRoot: true}'),
  ],
  ['a profile in a file', context('seccompProfile: {type: Localhost, localhostProfile: profiles/a.json}')],
  ['an AppArmor profile', context('appArmorProfile: {type: Localhost, localhostProfile: a b}')],
  ['no escalation', context('allowPrivilegeEscalation: false, capabilities: {add: [NET_ADMIN]}')],
  [
    'sysctls of the pod',
    podContext(
      'sysctls: [{name: kernel.msgmax, value: "1"}, {name: net.a_b-c, value: d}]',
      '\nhostNetwork: false',
    ),
  ],
]);
