import assert from 'node:assert/strict';
import Docker from 'dockerode';
import { statements } from './statements';

const conformance = '[NodeConformance] [Conformance]';
const fsGroup = '[LinuxOnly] [NodeFeature:FSGroup]';

interface Options {
  mode?: string;
  defaultMode?: string;
  securityContext?: string;
  resources?: string;
}

const limited = '{ requests: { cpu: 250m, memory: 32Mi }, limits: { cpu: 1250m, memory: 64Mi } }';

/** A pod that prints the mode and the text of one file of a downward API volume. */
function reader(name: string, projected: boolean, item: string, options: Options): string {
  const { mode, defaultMode, securityContext = '{}', resources = limited } = options;
  const items = `items: [{ path: file, ${item}${mode ? `, mode: ${mode}` : ''} }]`;
  const default_ = defaultMode ? `defaultMode: ${defaultMode}, ` : '';
  const source = projected
    ? `projected: { ${default_}sources: [{ downwardAPI: { ${items} } }] }`
    : `downwardAPI: { ${default_}${items} }`;
  return `
apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  restartPolicy: Never
  securityContext: ${securityContext}
  volumes: [{ name: podinfo, ${source} }]
  containers:
    - name: reader
      image: busybox:1.37
      command: [sh, -c, stat -L -c %a /etc/podinfo/file && cat /etc/podinfo/file]
      resources: ${resources}
      volumeMounts: [{ name: podinfo, mountPath: /etc/podinfo }]
`;
}

for (const [topic, projected] of [
  ['Downward API volume', false],
  ['Projected downwardAPI', true],
] as const) {
  statements(topic, (statement) => {
    const shows = (
      title: string,
      item: string,
      expected: () => string | Promise<string>,
      options: Options = {},
      suffix = conformance,
    ) =>
      statement(`[sig-storage] ${topic} ${title} ${suffix}`, async ({ run }) => {
        const pod = await run(reader('podinfo', projected, item, options));
        assert.equal(await pod.ended(), 'Succeeded');
        assert.equal(await pod.log('reader'), await expected());
      });

    const podName = 'fieldRef: { fieldPath: metadata.name }';
    const resource = (name: string, divisor: string) =>
      `resourceFieldRef: { containerName: reader, resource: ${name}, divisor: ${divisor} }`;
    const asUser = '{ runAsUser: 1000, fsGroup: 1234 }';

    shows('should provide podname only', podName, () => '644\npodinfo');
    shows('should set DefaultMode on files [LinuxOnly]', podName, () => '400\npodinfo', {
      defaultMode: '0400',
    });
    shows('should set mode on item file [LinuxOnly]', podName, () => '400\npodinfo', { mode: '0400' });
    shows(
      'should provide podname as non-root with fsgroup',
      podName,
      () => '644\npodinfo',
      { securityContext: asUser },
      fsGroup,
    );
    shows(
      'should provide podname as non-root with fsgroup and defaultMode',
      podName,
      () => '440\npodinfo',
      { securityContext: asUser, defaultMode: '0440' },
      fsGroup,
    );
    shows("should provide container's cpu limit", resource('limits.cpu', '1m'), () => '644\n1250');
    shows("should provide container's memory limit", resource('limits.memory', '1Mi'), () => '644\n64');
    shows("should provide container's cpu request", resource('requests.cpu', '1m'), () => '644\n250');
    shows("should provide container's memory request", resource('requests.memory', '1Mi'), () => '644\n32');

    const info = async () => (await new Docker().info()) as { NCPU: number; MemTotal: number };
    shows(
      'should provide node allocatable (cpu) as default cpu limit if the limit is not set',
      resource('limits.cpu', '1'),
      async () => `644\n${(await info()).NCPU}`,
      { resources: '{}' },
    );
    shows(
      'should provide node allocatable (memory) as default memory limit if the limit is not set',
      resource('limits.memory', '1'),
      async () => `644\n${(await info()).MemTotal}`,
      { resources: '{}' },
    );
  });
}

statements('projections together', (statement) => {
  statement(
    '[sig-storage] Projected combined should project all components that make up the projection API [Projection][NodeConformance] [Conformance]',
    async ({ run }) => {
      const pod = await run(`
apiVersion: v1
kind: Pod
metadata: { name: all-in-one }
spec:
  restartPolicy: Never
  volumes:
    - name: all
      projected:
        sources:
          - secret: { name: secret, items: [{ key: key, path: secret/key }] }
          - configMap: { name: map }
          - downwardAPI:
              items:
                - { path: podname, fieldRef: { fieldPath: metadata.name } }
                - { path: cpu_limit, resourceFieldRef: { containerName: reader, resource: limits.cpu } }
                - { path: memory_request, resourceFieldRef: { containerName: reader, resource: requests.memory } }
  containers:
    - name: reader
      image: busybox:1.37
      command: [sh, -c, "cd /all; for file in secret/key map podname cpu_limit memory_request; do cat $file; echo; done"]
      resources: ${limited}
      volumeMounts: [{ name: all, mountPath: /all, readOnly: true }]
---
{ apiVersion: v1, kind: Secret, metadata: { name: secret }, data: { key: c2VjcmV0LXZhbHVl } }
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: map }, data: { map: map-value } }
`);
      assert.equal(await pod.ended(), 'Succeeded');
      assert.equal(await pod.log('reader'), 'secret-value\nmap-value\nall-in-one\n2\n33554432');
    },
  );
});
