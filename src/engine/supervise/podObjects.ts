import { objectKey, type PodObject } from '../model/podObject';
import { keptObjectsVolume } from '../plan/objects';
import type { PlannedObject } from '../plan/podPlan';
import { pathInSandbox } from '../plan/sandboxPaths';
import type { PodContext } from './podContext';
import { doDeeds, replaceFile } from './sandboxDeeds';

const maxBytes = 2 ** 27;

/**
 * The ConfigMaps and Secrets that stand, by `objectKey`: as their manifests say now, and where those are gone, as they
 * were last found for this pod; that is kept in its sandbox, in memory.
 */
export async function foundObjects(
  context: PodContext,
  refs: readonly PlannedObject[],
  sandboxId?: string,
): Promise<ReadonlyMap<string, PodObject>> {
  const { objects, source } = context;
  const found = await Promise.all(refs.map((ref) => objects.find(ref, source)));
  const known = new Map(found.flatMap((object) => (object ? [[objectKey(object), object] as const] : [])));
  const missing = refs.map(objectKey).filter((key) => !known.has(key));
  if (missing.length === 0 || !sandboxId) return known;
  const kept = parse(await readKept(context, sandboxId)).filter((object) =>
    missing.includes(objectKey(object)),
  );
  objects.remember(kept);
  for (const object of kept) known.set(objectKey(object), object);
  return known;
}

/** Remembers what the sandbox keeps, as far as it can be asked, for the one that will take its place. */
export async function rememberKept(context: PodContext, sandboxId: string): Promise<void> {
  await foundObjects(context, context.plan.objects, sandboxId).catch(() => undefined);
}

/** Keeps these in the sandbox, for as long as it runs. Throws EngineError `volume-failed`. */
export async function keepObjects(
  context: PodContext,
  sandboxId: string,
  objects: ReadonlyMap<string, PodObject>,
): Promise<void> {
  const path = fileOf(context);
  if (!path) return;
  const data = Buffer.from(JSON.stringify([...objects.values()]));
  if ((await readKept(context, sandboxId))?.equals(data)) return;
  await doDeeds(context, sandboxId, keptObjectsVolume, replaceFile(path, data));
}

function fileOf({ plan }: PodContext): string | undefined {
  const directory = pathInSandbox(plan.sandbox, keptObjectsVolume);
  return directory && `${directory}/objects.json`;
}

async function readKept(context: PodContext, sandboxId: string): Promise<Buffer | undefined> {
  const path = fileOf(context);
  if (!path) return undefined;
  const [read] = await context.runtime.sandboxFiles(sandboxId, [{ kind: 'read', path, maxBytes }]);
  return read?.ok ? read.data : undefined;
}

/** Written by nobody but `keepObjects`. */
function parse(json: Buffer | undefined): PodObject[] {
  return json ? (JSON.parse(json.toString()) as PodObject[]) : [];
}
