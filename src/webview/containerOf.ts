/** `web` of `spec.containers{web}`; empty for what is about the pod as a whole. */
export function containerOf(fieldPath = ''): string {
  return /\{(.*)\}$/.exec(fieldPath)?.[1] ?? '';
}
