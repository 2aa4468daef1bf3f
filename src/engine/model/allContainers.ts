/** Every container of a pod's spec or plan, in the order they are started: those that initialise it, then the others. */
export function allContainers<C>({
  initContainers = [],
  containers,
}: {
  initContainers?: readonly C[];
  containers: readonly C[];
}): C[] {
  return [...initContainers, ...containers];
}
