import type { Entry } from './entries';
import { type Place, pathBelow } from './places';
import { type Reading, report } from './reading';
import { type ObjectSchema, schemaPaths } from './schema';
import { suggest } from './suggest';

/** Says that a type has no such field, and which one was likely meant or where it belongs. */
export function reportUnknownField(reading: Reading, entry: Entry, schema: ObjectSchema, place: Place): void {
  const args: Record<string, string> = { parent: schema.name, field: entry.key };
  const similar = reading.suggestions-- <= 0 ? undefined : suggest(entry.key, schema.fields.keys());
  const belongs = similar ? undefined : homeOf(entry.key);
  if (similar) args.similar = similar;
  if (belongs) args.belongs = belongs;
  report(reading, 'unknown-field', entry.keyRange, args, { path: pathBelow(place, entry.key) });
}

const notAHome = /^(spec\.(volumes|affinity|(init|ephemeral)Containers)\b|metadata\.\w+\[)/;
let homes: Map<string, string> | undefined;

/** The shallowest path of a Pod that ends in this field; deep ones are no help. */
function homeOf(field: string): string | undefined {
  if (!homes) {
    homes = new Map();
    for (const { path, field: known } of schemaPaths()) {
      if (depth(path) > 4 || notAHome.test(path)) continue;
      const best = homes.get(known.name);
      if (!best || depth(path) < depth(best)) homes.set(known.name, path);
    }
  }
  return homes.get(field);
}

function depth(path: string): number {
  return path.split('.').length;
}
