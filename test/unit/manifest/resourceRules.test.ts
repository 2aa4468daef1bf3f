import { containerWith, podWith } from './manifestTexts';
import { describeRules, type Row } from './ruleRows';

const at = 'spec.containers[0].resources';
const resources = (fields: string) => containerWith(`resources: {${fields}}`);
const pod = (fields: string, container = '') => containerWith(container, `resources: {${fields}}`);

const rows: Row[] = [
  ['a misspelt resource', resources('limits: {memroy: 1Gi}'), [`not-one-of|${at}.limits.memroy|memroy`]],
  ['a resource that has no domain', resources('limits: {pids: 5}'), [`not-one-of|${at}.limits.pids|pids`]],
  [
    'a resource that is no name',
    resources('limits: {a.com/b c: 1}'),
    [`invalid-name|${at}.limits.a.com/b c|a.com/b c`],
  ],
  ['half a device', resources('limits: {a.com/b: 500m}'), [`invalid-value|${at}.limits.a.com/b|500m`]],
  ['a device without a limit', resources('requests: {a.com/b: 1}'), [`needs|${at}.requests.a.com/b|a.com/b`]],
  [
    'fewer devices than the limit',
    resources('requests: {a.com/b: 1}, limits: {a.com/b: 2}'),
    [`limit-not-request|${at}.requests.a.com/b|1`],
  ],
  [
    'huge pages alone',
    resources('limits: {hugepages-2Mi: 2Mi}'),
    [`needs|${at}.limits.hugepages-2Mi|hugepages-2Mi`],
  ],
  [
    'a part of a huge page',
    resources('limits: {cpu: 1, hugepages-2Mi: 3Mi}'),
    [`invalid-value|${at}.limits.hugepages-2Mi|3Mi`],
  ],
  [
    'more huge pages than asked for',
    resources('limits: {cpu: 1, hugepages-2Mi: 4Mi}, requests: {hugepages-2Mi: 2Mi}'),
    [`limit-not-request|${at}.requests.hugepages-2Mi|2Mi`],
  ],
  ['a negative request', resources('requests: {cpu: -1m}'), [`invalid-value|${at}.requests.cpu|-1m`]],
  [
    'the policy of a resource twice',
    containerWith(
      'resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}, {resourceName: cpu, restartPolicy: NotRequired}]',
    ),
    ['duplicate-name|spec.containers[0].resizePolicy[1].resourceName|cpu'],
  ],
  [
    'a policy of a resource that cannot be resized',
    containerWith('resizePolicy: [{resourceName: disk, restartPolicy: NotRequired}]'),
    ['not-one-of|spec.containers[0].resizePolicy[0].resourceName|disk'],
  ],
  [
    'a restart where there is none',
    containerWith(
      'resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}]',
      'restartPolicy: Never',
    ),
    ['exclusive-fields|spec.containers[0].resizePolicy[0].restartPolicy|RestartContainer'],
  ],
  ['a negative overhead', podWith('overhead: {cpu: -1}'), ['invalid-value|spec.overhead.cpu|-1']],
  [
    "a pod's own disk",
    pod('limits: {ephemeral-storage: 1Gi}'),
    ['not-one-of|spec.resources.limits.ephemeral-storage|ephemeral-storage'],
  ],
  ["a pod's own devices", pod('limits: {a.com/b: 1}'), ['not-one-of|spec.resources.limits.a.com/b|a.com/b']],
  [
    'a pod whose request is above its limit',
    pod('limits: {cpu: 1}, requests: {cpu: 2}'),
    ['limit-below-request|spec.resources.requests.cpu|2'],
  ],
  [
    'a pod that asks for less than its containers',
    pod('requests: {cpu: 250m}', 'resources: {requests: {cpu: 300m}}'),
    ['below-containers|spec.resources.requests.cpu|250m'],
  ],
  [
    'a pod that asks for less than its sidecar and container together',
    containerWith(
      'resources: {limits: {memory: 64Mi}}',
      'initContainers: [{name: a, image: b, restartPolicy: Always, resources: {requests: {memory: 64Mi}}}]\nresources: {requests: {memory: 100Mi}}',
    ),
    ['below-containers|spec.resources.requests.memory|100Mi'],
  ],
  [
    'a pod that may have less than its init container asks for',
    containerWith(
      '',
      'initContainers: [{name: a, image: b, resources: {requests: {cpu: 2}}}]\nresources: {limits: {cpu: 1}}',
    ),
    ['below-containers|spec.resources.limits.cpu|1'],
  ],
  [
    'a container that may have more than the pod',
    pod('limits: {cpu: 1}, requests: {cpu: 1}', 'resources: {limits: {cpu: 2}, requests: {cpu: 1}}'),
    [`above-pod-limit|${at}.limits.cpu|2`],
  ],
];

describeRules('resources', rows, [
  ['devices', resources('limits: {a.com/b: 2, c.com/d: 1}, requests: {a.com/b: "2"}')],
  [
    'huge pages beside memory',
    resources('limits: {memory: 1Gi, hugepages-2Mi: 4Mi}, requests: {hugepages-2Mi: 4Mi}'),
  ],
  ['a request below its limit', resources('limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1m, memory: 1}')],
  [
    'the sum of fractions',
    containerWith(
      'resources: {requests: {cpu: 0.1}}',
      'initContainers: [{name: a, image: b, restartPolicy: Always, resources: {requests: {cpu: 0.2}}}]\nresources: {requests: {cpu: 0.3}}',
    ),
  ],
  ['a pod whose containers share its limit', pod('limits: {cpu: 1, memory: 100Mi, hugepages-2Mi: 2Mi}')],
  [
    'init containers one after the other',
    containerWith(
      '',
      'initContainers: [{name: a, image: b, resources: {requests: {cpu: 1}}}, {name: c, image: b, resources: {requests: {cpu: 1}}}]\nresources: {requests: {cpu: 1}}',
    ),
  ],
]);
