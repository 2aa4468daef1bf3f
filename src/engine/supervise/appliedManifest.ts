import { randomUUID } from 'node:crypto';
import { EngineError } from '../model/engineError';
import type { Container } from '../model/pod';
import type { PodPlan } from '../plan/podPlan';
import { pathInSandbox } from '../plan/sandboxPaths';
import { terminationVolume } from '../plan/terminationLog';
import type { FileDeed, PodRuntime, SandboxStatus } from '../runtime/podRuntime';
import type { PodContext } from './podContext';
import { doDeeds, namesIn, readFileIn } from './sandboxDeeds';

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
const ownerOnly = 0o600;

/** The pod has a volume in which its sandbox can keep a manifest. */
export function canKeepManifest({ sandbox }: PodPlan): boolean {
  return pathInSandbox(sandbox, terminationVolume) !== undefined;
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
  const directory = pathInSandbox(plan.sandbox, terminationVolume) ?? '';
  const path = `${directory}/${fileOf(plan.specHash)}`;
  const stays = new Set([plan.specHash, standing].map(fileOf));
  const old = (await namesIn(context, id, directory)).filter(
    (name) => name.startsWith(prefix) && name.endsWith(suffix) && !stays.has(name),
  );
  const data = Buffer.from(JSON.stringify(manifest));
  // Another window may be writing the same.
  const fresh = `${path}.${randomUUID()}`;
  const deeds: FileDeed[] = [
    { kind: 'write', path: fresh, mode: ownerOnly, data },
    { kind: 'rename', path: fresh, to: path },
    ...old.map((name): FileDeed => ({ kind: 'remove', path: `${directory}/${name}` })),
  ];
  await doDeeds(context, id, terminationVolume, deeds);
}

/** Whether the plan's manifest is kept: another window that applied one at the same moment may have taken it for old. */
export async function isManifestKept(context: PodContext, sandboxId: string): Promise<boolean> {
  const { plan } = context;
  const directory = pathInSandbox(plan.sandbox, terminationVolume) ?? '';
  return (await namesIn(context, sandboxId, directory)).includes(fileOf(plan.specHash));
}

/**
 * The manifest that was last applied to the pod of this sandbox, running or not; `plan` is of its labels. Throws
 * EngineError `volume-failed` where it cannot be read.
 */
export async function keptManifest(
  runtime: PodRuntime,
  plan: PodPlan,
  sandbox: SandboxStatus,
): Promise<AppliedManifest> {
  const directory = pathInSandbox(plan.sandbox, terminationVolume) ?? '';
  const file = fileOf(sandbox.specHash);
  const data = await readFileIn(runtime, sandbox, `${directory}/${file}`, maxBytes);
  if (!data)
    throw new EngineError('volume-failed', { volume: terminationVolume, detail: `read: no ${file}` });
  return JSON.parse(data.toString()) as AppliedManifest;
}

function fileOf(specHash: string): string {
  return `${prefix}${specHash}${suffix}`;
}
