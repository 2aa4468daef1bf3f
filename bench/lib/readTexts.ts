import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const documents = 500;

/** One text of many Pod documents: this project's own manifests of pods, one after the other, no two alike. */
export function manyPods(root: string): string[] {
  const folder = join(root, 'test', 'golden', 'plans');
  const names = readdirSync(folder).filter((name) => /^[^.]+\.yaml$/.test(name));
  const texts = names.map((name) => readFileSync(join(folder, name), 'utf8'));
  return Array.from({ length: documents }, (_, index) => `# pod ${index}\n${texts[index % texts.length]}`);
}
