import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubernetesFacts } from '../kubernetesFacts';
import { containerWith, podWith, soundPod } from '../manifestTexts';

const template = soundPod
  .replace(/^.*\n.*\n/, '')
  .replace('name: web', 'labels: {app: web}')
  .replace(/^/gm, '    ');

/** Texts of every kind that is read, small enough to be changed anywhere. */
const small = [
  soundPod,
  containerWith(
    'env: [{name: A, value: "b"}, {name: B, valueFrom: {secretKeyRef: {name: s, key: k}}}]\nports:\n- {containerPort: 80, hostPort: 8080}\nvolumeMounts: [{name: v, mountPath: /v, subPath: a/b}]\nresources: {limits: {cpu: 0.5, memory: 64Mi}}\nsecurityContext: {runAsUser: 0600, capabilities: {add: [A]}}\nlivenessProbe: {httpGet: {port: 80}}',
    'volumes:\n- name: v\n  emptyDir: {}\n- name: h\n  hostPath: {path: /a, type: File}\n- name: c\n  configMap: {name: m, items: [{key: a, path: b}]}\nhostPID: yes',
  ),
  `${soundPod}---\n${podWith('- &c {name: two, image: &i nginx}\n- {<<: *c, name: three, args: [*i, |\n  a]}')}`,
  `%YAML 1.1\n---\n${soundPod.replaceAll('\n', '\r\n')}...\n`,
  `apiVersion: v1\nkind: List\nitems:\n- ${soundPod.replaceAll('\n', '\n  ')}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: m}, data: {a: b}}\n`,
  `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\nspec:\n  replicas: 2\n  serviceName: w\n  selector: {matchLabels: {app: web}}\n  volumeClaimTemplates:\n  - metadata: {name: v}\n    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n  template:\n${template}`,
  `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: web}\nspec:\n  schedule: "* * * * *"\n  jobTemplate:\n    spec:\n      template:\n${template.replace(/^/gm, '    ')}`,
  'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: e30=\nstringData: {pass: hunter2}\n',
  'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: c}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n',
];

/** Real manifests to change: this project's own, and where they are at hand those of Kubernetes' website. */
export function corpus(): string[] {
  const folders = ['examples', join('test', 'golden', 'plans'), join(kubernetesFacts, 'website-content')];
  return [...small, ...folders.flatMap(manifestsBelow)];
}

function manifestsBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\.ya?ml$/.test(name) && !name.endsWith('.golden.yaml'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .filter((text) => text.length < 20_000);
}
