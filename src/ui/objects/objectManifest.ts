import type { ObjectRef } from '../../engine';

/** What stands for a value that somebody has yet to fill in. */
const placeholder = 'change-me';

/**
 * The manifest of an object that a pod refers to, with the keys it needs and values to fill in; ends with a newline.
 */
export function objectManifest({ kind, namespace, name }: ObjectRef, keys: readonly string[]): string {
  return [
    'apiVersion: v1',
    `kind: ${kind}`,
    'metadata:',
    `  name: ${scalar(name)}`,
    ...(namespace === 'default' ? [] : [`  namespace: ${scalar(namespace)}`]),
    ...content(kind, keys),
    '',
  ].join('\n');
}

function content(kind: ObjectRef['kind'], keys: readonly string[]): string[] {
  if (kind === 'PersistentVolumeClaim') {
    return ['spec:', '  accessModes: [ReadWriteOnce]', '  resources:', '    requests:', '      storage: 1Gi'];
  }
  const named = keys.length > 0 ? [...new Set(keys)] : ['KEY'];
  const field = kind === 'Secret' ? 'stringData' : 'data';
  return [`${field}:`, ...named.map((key) => `  ${scalar(key)}: ${placeholder}`)];
}

/** Names are plain words of YAML, unless they look like another type: `1`, `true`, `on`. */
function scalar(word: string): string {
  const isPlain = /^[A-Za-z][\w./-]*$/.test(word) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(word);
  return isPlain ? word : JSON.stringify(word);
}
