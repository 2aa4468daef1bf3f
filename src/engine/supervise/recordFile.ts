import { randomUUID } from 'node:crypto';
import { EngineError } from '../model/engineError';
import { hasKeptVolume, keptDirectory, keptVolume } from '../plan/keptVolume';
import { labels } from '../plan/names';
import type { PodPlan } from '../plan/podPlan';
import type { PodRuntime, SandboxStatus } from '../runtime/podRuntime';
import type { KeptRecord } from './keptRecord';
import { parsedFile, readFileIn, replaceFile } from './sandboxDeeds';

/** Beside the files of the termination logs, whose names all have an underscore: each container sees its own of those. */
const fileName = 'events.json';
const maxBytes = 2 ** 20;

/** A record as it stands in its file. */
export interface FiledRecord extends KeptRecord {
  /** When the pod was first asked for that it is of: a volume may be left of one that somebody has pruned away. */
  pod: string;
  /** Of the writings that are in it the last ones. One that is not was lost to another window's of the same moment. */
  writings: string[];
}

const maxWritings = 20;

/** The pod's record as it is kept with the sandbox, running or not; undefined where none is. Throws EngineError. */
export async function readRecord(
  runtime: PodRuntime,
  plan: PodPlan,
  sandbox: SandboxStatus,
): Promise<FiledRecord | undefined> {
  const path = pathOf(plan, fileName);
  if (!path) return undefined;
  const data = await readFileIn(runtime, sandbox, path, maxBytes);
  const filed = data && parsedFile<FiledRecord>(data);
  return filed?.pod === podOf(sandbox) ? filed : undefined;
}

/** Writes news behind what stands in the file, and gives what stands there then. Throws EngineError. */
export async function writeRecord(
  runtime: PodRuntime,
  plan: PodPlan,
  sandbox: SandboxStatus,
  { writings = [], ...record }: KeptRecord & Partial<FiledRecord>,
): Promise<FiledRecord> {
  const path = pathOf(plan, fileName) ?? '';
  const writing = randomUUID();
  const kept = [writing, ...writings].slice(0, maxWritings);
  const filed: FiledRecord = { ...record, pod: podOf(sandbox), writings: kept };
  const deeds = replaceFile(path, Buffer.from(JSON.stringify(filed)));
  const results = await runtime.sandboxFiles(sandbox.id, deeds);
  const failed = results.find((result) => !result.ok);
  if (failed) throw new EngineError('volume-failed', { volume: keptVolume, detail: failed.errno });
  return filed;
}

/** The sandbox runs, and mounts the pod's volumes as the plan says, which Docker knows by this hash. */
export function canKeep(
  plan: PodPlan,
  specHash: string,
  sandbox: SandboxStatus | undefined,
): sandbox is SandboxStatus {
  if (sandbox?.state !== 'SANDBOX_READY' || sandbox.paused) return false;
  return sandbox.specHash === specHash && pathOf(plan, fileName) !== undefined;
}

function pathOf({ sandbox }: PodPlan, name: string): string | undefined {
  return hasKeptVolume(sandbox) ? `${keptDirectory}/${name}` : undefined;
}

function podOf(sandbox: SandboxStatus): string {
  return sandbox.labels[labels.createdAt] ?? '';
}
