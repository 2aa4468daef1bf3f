import { createManifestReader } from '../../../../src/engine/manifest/manifestReader';
import type { Random } from '../../support/random';
import { changeText, reshape } from './changeText';
import { changeTree } from './changeTree';
import { type Checked, checkText } from './checkText';

/** Gives rounds of the fuzzer: each changes a manifest of the corpus at random, and checks what is read of it. */
export function fuzzer(texts: readonly string[], random: Random): () => Checked {
  const reader = createManifestReader();
  return () => {
    const original = texts[random.below(texts.length)] ?? '';
    const text = changed(original, random);
    try {
      return checkText(text, reader);
    } catch (error) {
      throw new Error(`seed ${random.seed}: ${JSON.stringify(text.slice(0, 20_000))}`, { cause: error });
    }
  };
}

function changed(text: string, random: Random): string {
  const way = random.below(10);
  if (way < 5) return changeTree(text, random) ?? changeText(text, random);
  if (way < 9) return changeText(text, random);
  return reshape(random.below(2) === 0 ? text : changeText(text, random), random);
}
