import { EngineError } from '../model/engineError';
import { expand } from './expand';
import type { MountConfig } from './podPlan';

/**
 * The mount with the variables of its sub-path replaced. Throws EngineError `sub-path` where one has no value, as the
 * kubelet does, or where the path would lead out of the volume.
 */
export function expandSubPath(mount: MountConfig, values: ReadonlyMap<string, string>): MountConfig {
  const { subPathIsExpr, ...rest } = mount;
  if (!subPathIsExpr || !mount.subPath) return rest;
  const missing = new Set<string>();
  const subPath = expand(mount.subPath, {
    get: (name) => {
      const value = values.get(name);
      if (!value) missing.add(name);
      return value;
    },
  });
  const detail = missing.size > 0 ? `missing value for ${[...missing].join(', ')}` : leadsOut(subPath);
  if (detail) throw new EngineError('sub-path', { path: mount.subPath, volume: mount.volume, detail });
  return { ...rest, subPath, subPathAsWritten: mount.subPath };
}

/** In Kubernetes' words, but for the path: a variable's value may be a Secret's. */
function leadsOut(path: string): string | undefined {
  if (path.startsWith('/')) return 'it must be a relative path';
  return path.split('/').includes('..') ? "it must not contain '..'" : undefined;
}
