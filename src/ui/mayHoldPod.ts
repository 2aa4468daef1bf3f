import type { ManifestRead } from '../engine';

const kinds = [
  ...['Pod', 'PodTemplate', 'Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet', 'DaemonSet'],
  ...['Job', 'CronJob', 'ConfigMap', 'Secret', 'PersistentVolumeClaim'],
];
const word = `(?:(?:${kinds.join('|')})(?:List)?|List)`;
const blockKind = new RegExp(
  `^[ \\t]*(?:-[ \\t]+)*["']?kind["']?[ \\t]*:[ \\t]+["']?${word}["']?[ \\t]*(?:#.*)?\\r?$`,
  'im',
);
const flowKind = new RegExp(`[{,]\\s*["']?kind["']?\\s*:\\s*["']?${word}["']?\\s*[,}\\n]`, 'i');

/**
 * Cheap first look, before anything is parsed: whether a kind that gives a pod, or that pods refer to, or one with a
 * slip in its case, stands in the text.
 */
export function mayHoldPod(text: string): boolean {
  return blockKind.test(text) || flowKind.test(text);
}

const unreadable = new Set(['yaml-syntax', 'too-large', 'too-deep', 'too-much']);

/**
 * Whether a text that may hold a pod does: it has one, or what pods refer to, or cannot be read far enough to tell.
 * Templates of Helm, which cannot be read as YAML either, are left alone.
 */
export function concernsPods({ pods, objects, findings }: ManifestRead, text: string): boolean {
  const isUnreadable = findings.some(({ code }) => unreadable.has(code));
  if (isUnreadable && /\{\{.*\}\}/.test(text)) return false;
  const isMeant = findings.some(
    ({ code, args }) => code === 'unsupported-kind' && args.similar !== undefined,
  );
  return pods.length > 0 || objects.length > 0 || isUnreadable || isMeant;
}
