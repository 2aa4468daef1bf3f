import { readManifest } from '../../../../src/engine/manifest/readManifest';
import { planPod } from '../../../../src/engine/plan/planPod';
import { facts } from '../../support/pods';
import { containerWith, podWith, soundPod } from '../manifestTexts';

const many = (count: number, one: (index: number) => string, between = '\n') =>
  Array.from({ length: count }, (_, index) => one(index)).join(between);

/** Texts that can be made as long as one likes, each in another way. */
const families: Record<string, (count: number) => string> = {
  documents: (count) => many(count / 10, (at) => soundPod.replace('web', `web-${at}`), '---\n'),
  'items of a List': (count) =>
    `apiVersion: v1\nkind: List\nitems:\n${many(count / 10, () => `- ${soundPod.replaceAll('\n', '\n  ')}`)}`,
  containers: (count) => podWith(many(count / 4, (at) => `- {name: c${at}, image: i}`)),
  'init containers': (count) =>
    podWith(`initContainers:\n${many(count / 4, (at) => `- {name: c${at}, image: i}`)}`),
  variables: (count) =>
    containerWith(`env:\n${many(count, (at) => `- {name: V${at}, value: $(V${at - 1})}`)}`),
  'volumes and mounts': (count) =>
    containerWith(
      `volumeMounts:\n${many(count / 4, (at) => `- {name: v${at}, mountPath: /v${at}}`)}`,
      `volumes:\n${many(count / 4, (at) => `- {name: v${at}, emptyDir: {}}`)}`,
    ),
  ports: (count) =>
    containerWith(`ports:\n${many(count, (at) => `- {containerPort: ${at + 1}, hostPort: ${at + 1}}`)}`),
  labels: (count) =>
    soundPod.replace('name: web', `name: web\n  labels:\n${many(count, (at) => `    l${at}: v`)}`),
  'unknown fields': (count) => podWith(many(count, (at) => `hostPX${at}: 1`)),
  'a field again': (count) => podWith(many(count, () => 'hostPID: true')),
  'keys of a ConfigMap': (count) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n${many(count, (at) => `  k${at}: v`)}`,
  'references to objects': (count) =>
    containerWith(`envFrom:\n${many(count / 4, (at) => `- configMapRef: {name: m${at}}`)}`),
  aliases: (count) =>
    podWith(`tolerations:\n- &t {key: a, operator: Exists}\n${many(count / 4, () => '- *t')}`),
  comments: (count) => `${soundPod}${many(count * 4, () => '# comment')}`,
  'one long text': (count) => containerWith(`args: ["${'x'.repeat(count * 40)}"]`),
  'a block of text': (count) => containerWith(`args:\n- |\n${many(count * 4, () => '  line')}`),
  'a list in a line': (count) => containerWith(`args: [${many(count, (at) => `a${at}`, ', ')}]`),
  'open quotes': (count) => many(count, () => 'a: "'),
};

/** How much longer a text of twice the length takes, by family: about 2 where the work grows as the text does. */
export function growthOf(): [family: string, ratio: number][] {
  return Object.entries(families).map(([family, make]) => {
    const [once, twice] = [make(4000), make(8000)];
    const times = Array.from({ length: 7 }, () => [cpuOf(once), cpuOf(twice)] as const);
    const best = (index: 0 | 1) => Math.min(...times.map((pair) => pair[index]));
    return [family, best(1) / best(0)];
  });
}

/** Microseconds of the processor: what else the machine does counts little. */
function cpuOf(text: string): number {
  const began = process.cpuUsage();
  for (const { readable } of readManifest(text).pods) if (readable) planPod(readable, { facts });
  const { user, system } = process.cpuUsage(began);
  return user + system;
}
