import { EngineError } from '../model/engineError';
import type { Container } from '../model/pod';
import { hasKeptVolume, keptDirectory, keptVolume } from '../plan/keptVolume';
import type { PodPlan } from '../plan/podPlan';
import type { FileDeed, PodRuntime, SandboxStatus } from '../runtime/podRuntime';
import type { PodContext } from './podContext';
import { doDeeds, namesIn, parsedFile, readFileIn, replaceFile } from './sandboxDeeds';

/** A manifest that was applied to a pod since its sandbox was made: a sandbox's labels cannot be changed. */
export interface AppliedManifest {
  /** What the sandbox's labels would be, had it been made now. */
  labels: Record<string, string>;
  /** Entries of earlier manifests, of which containers may still run: their preStop hooks are theirs. */
  former: Container[];
}

/** Beside the files of the termination logs, whose names all have an underscore: each container sees its own of those. */
const prefix = 'manifest-';
const suffix = '.json';
const maxBytes = 2 ** 21;

/** The pod has a volume in which its sandbox can keep a manifest. */
export function canKeepManifest({ sandbox }: PodPlan): boolean {
  return hasKeptVolume(sandbox);
}

/**
 * Keeps a manifest in the pod's own volume, named by its hash; but for that of `standing`, which another window may be
 * about to read, those before it go once it stands. The sandbox must run. Throws EngineError `volume-failed`.
 */
export async function keepManifest(
  context: PodContext,
  { id, specHash: standing }: SandboxStatus,
  manifest: AppliedManifest,
): Promise<void> {
  const { plan } = context;
  const path = `${keptDirectory}/${fileOf(plan.specHash)}`;
  const stays = new Set([plan.specHash, standing].map(fileOf));
  const old = (await namesIn(context, id, keptDirectory)).filter(
    (name) => name.startsWith(prefix) && name.endsWith(suffix) && !stays.has(name),
  );
  const data = Buffer.from(JSON.stringify(manifest));
  const deeds: FileDeed[] = [
    ...replaceFile(path, data),
    ...old.map((name): FileDeed => ({ kind: 'remove', path: `${keptDirectory}/${name}` })),
  ];
  await doDeeds(context, id, keptVolume, deeds);
}

/** Whether the plan's manifest is kept: another window that applied one at the same moment may have taken it for old. */
export async function isManifestKept(context: PodContext, sandboxId: string): Promise<boolean> {
  const { plan } = context;
  return (await namesIn(context, sandboxId, keptDirectory)).includes(fileOf(plan.specHash));
}

/**
 * The manifest that was last applied to the pod of this sandbox, running or not. Throws EngineError `manifest-lost`
 * where it is not there, or is none.
 */
export async function keptManifest(runtime: PodRuntime, sandbox: SandboxStatus): Promise<AppliedManifest> {
  const path = `${keptDirectory}/${fileOf(sandbox.specHash)}`;
  const data = await readFileIn(runtime, sandbox, path, maxBytes);
  const manifest = data && parsedFile<AppliedManifest>(data);
  if (!manifest) throw new EngineError('manifest-lost');
  return manifest;
}

function fileOf(specHash: string): string {
  return `${prefix}${specHash}${suffix}`;
}
