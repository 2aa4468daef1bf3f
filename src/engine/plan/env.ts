import type { EnvVar } from '../model/pod';
import { expand } from './expand';

/**
 * The environment of a container in the order of the manifest. A value sees the variables before it; of two entries
 * of one name the later wins. Rule: API field Container.env and EnvVar.value.
 */
export function environmentOf(env: readonly EnvVar[] = []): Map<string, string> {
  const values = new Map<string, string>();
  for (const { name, value } of env) values.set(name, expand(value ?? '', values));
  return values;
}
