import { randomUUID } from 'node:crypto';
import { EngineError } from '../model/engineError';
import type { FileDeed, PodRuntime, SandboxStatus } from '../runtime/podRuntime';
import type { PodContext } from './podContext';

const ownerOnly = 0o600;

/** Does all of the deeds for a volume, or throws EngineError `volume-failed`; gives what each has found. */
export async function doDeeds(
  { runtime }: PodContext,
  sandboxId: string,
  volume: string,
  deeds: FileDeed[],
): Promise<Buffer[]> {
  const results = await runtime.sandboxFiles(sandboxId, deeds);
  return deeds.map((deed, index) => {
    const result = results[index];
    if (result?.ok) return result.data;
    throw new EngineError('volume-failed', {
      volume,
      detail: `${deed.kind}: ${result?.errno ?? 'not done'}`,
    });
  });
}

/**
 * Puts a file in the place of what stands there, for the sandbox alone to read. Another window may be doing the same at
 * this moment: each writes under a name of its own.
 */
export function replaceFile(path: string, data: Buffer): FileDeed[] {
  const fresh = `${path}.${randomUUID()}`;
  return [
    { kind: 'write', path: fresh, mode: ownerOnly, data },
    { kind: 'rename', path: fresh, to: path },
  ];
}

/** What such a file holds; what is cut off or otherwise no JSON is nothing. */
export function parsedFile<T>(data: Buffer): T | undefined {
  try {
    return JSON.parse(data.toString()) as T;
  } catch {
    return undefined;
  }
}

/** Names in a directory; empty where there is none. */
export async function namesIn({ runtime }: PodContext, sandboxId: string, path: string): Promise<string[]> {
  const [listed] = await runtime.sandboxFiles(sandboxId, [{ kind: 'list', path }]);
  return listed?.ok ? listed.data.toString().split('\0').filter(Boolean) : [];
}

/** A file in a sandbox, running or not; undefined where there is none. At most `maxBytes` of it. Throws EngineError. */
export async function readFileIn(
  runtime: PodRuntime,
  { id, state, paused }: SandboxStatus,
  path: string,
  maxBytes: number,
): Promise<Buffer | undefined> {
  if (state !== 'SANDBOX_READY' || paused) return runtime.readSandboxFile(id, path, maxBytes);
  const [read] = await runtime.sandboxFiles(id, [{ kind: 'read', path, maxBytes }]);
  return read?.ok ? read.data : undefined;
}
