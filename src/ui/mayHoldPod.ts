import type { ManifestRead } from '../engine';

const blockKind = /^[ \t]*(?:-[ \t]+)*["']?kind["']?[ \t]*:[ \t]+["']?Pod["']?[ \t]*(?:#.*)?\r?$/im;
const flowKind = /[{,]\s*["']?kind["']?\s*:\s*["']?Pod["']?\s*[,}\n]/i;

/** Cheap first look, before anything is parsed: whether `kind: Pod`, or one with a slip in its case, stands in the text. */
export function mayHoldPod(text: string): boolean {
  return blockKind.test(text) || flowKind.test(text);
}

const unreadable = new Set(['yaml-syntax', 'too-large', 'too-deep', 'too-much']);

/** Whether a text that may hold a pod does: it has Pod documents, or cannot be read far enough to tell. */
export function concernsPods({ pods, findings }: ManifestRead): boolean {
  return pods.length > 0 || findings.some(({ code, args }) => unreadable.has(code) || args.similar === 'Pod');
}
