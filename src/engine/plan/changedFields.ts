import { hashOf } from './specHash';

/**
 * Paths of what is other in the second value, `spec.containers[0].image`: the least that say it all, in the order of
 * the fields. Items of lists are found by what names them; a list that has lost one, or stands in another order, is
 * named itself.
 */
export function changedFields(before: unknown, after: unknown, path = ''): string[] {
  if (areSame(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return changedItems(before, after, path);
  if (!isObject(before) || !isObject(after)) return [path];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => changedFields(before[key], after[key], childPath(path, key)));
}

function changedItems(before: readonly unknown[], after: readonly unknown[], path: string): string[] {
  const [names, others] = [before.map(nameOf), after.map(nameOf)];
  if ([names, others].some((all) => all.includes(undefined) || new Set(all).size < all.length)) return [path];
  const stayed = names.filter((name) => others.includes(name));
  const isSorted = areSame(
    stayed,
    others.filter((name) => names.includes(name)),
  );
  if (stayed.length < names.length || !isSorted) return [path];
  return after.flatMap((item, index) =>
    changedFields(before[names.indexOf(others[index])], item, `${path}[${index}]`),
  );
}

/** What tells an item of a list of objects from the others: as the API server's merge keys. */
function nameOf(item: unknown): string | undefined {
  if (!isObject(item)) return undefined;
  const { name, mountPath, containerPort, protocol, ip } = item;
  if (containerPort !== undefined) return `${containerPort}/${protocol ?? 'TCP'}`;
  const own = mountPath ?? name ?? ip;
  return typeof own === 'string' ? own : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A key with dots in it, of a label or annotation, stands in brackets. */
function childPath(path: string, key: string): string {
  if (!/^\w+$/.test(key)) return `${path}[${key}]`;
  return path ? `${path}.${key}` : key;
}

function areSame(one: unknown, other: unknown): boolean {
  return hashOf(one) === hashOf(other);
}
