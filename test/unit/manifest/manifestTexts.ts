import { readManifest } from '../../../src/engine/manifest/readManifest';
import type { Finding } from '../../../src/engine/model/finding';
import type { Pod } from '../../../src/engine/model/pod';

const head = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n';

/** A pod that nothing is to be said about. */
export const soundPod = `${head}spec:\n  containers:\n  - name: app\n    image: nginx\n`;

/** A sound pod with more fields in its spec: lines with no indentation of their own. */
export function podWith(specLines: string): string {
  return soundPod + indent(specLines, 2);
}

/** A sound pod whose container has more fields. */
export function containerWith(lines: string, specLines = ''): string {
  return soundPod + indent(lines, 4) + indent(specLines, 2);
}

/** A finding as a test names it: `code|the text it stands at`. */
export function shown(text: string, { code, range }: Finding): string {
  return `${code}|${text.slice(...range)}`;
}

/** Every finding of a text. */
export function findingsOf(text: string): string[] {
  return readManifest(text).findings.map((finding) => shown(text, finding));
}

/** The one pod of a text that has no errors. */
export function readPod(text: string): Pod {
  const { pods, findings } = readManifest(text);
  const pod = pods[0]?.pod;
  if (!pod) throw new Error(`no pod: ${JSON.stringify(findings)}`);
  return pod;
}

function indent(lines: string, columns: number): string {
  if (lines === '') return '';
  return `${lines.replace(/^/gm, ' '.repeat(columns))}\n`;
}
