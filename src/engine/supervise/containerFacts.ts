import { sandboxOf } from '../observe/observedPod';
import { fileKey } from '../plan/envFile';
import { invalidNames } from '../plan/envSources';
import { objectsOfContainer } from '../plan/objects';
import type { PlannedContainer } from '../plan/podPlan';
import type { ContainerFacts } from '../plan/resolveContainer';
import { pathInSandbox } from '../plan/sandboxPaths';
import type { ImageStatus } from '../runtime/podRuntime';
import { observedOf, type PodContext, podTitle } from './podContext';
import { foundObjects } from './podObjects';
import { securityFacts } from './securityFacts';

const maxFileBytes = 2 ** 20;

/** Finds out what an attempt of the container depends on, just before it is created; nothing that it does not. */
export async function containerFacts(
  context: PodContext,
  planned: PlannedContainer,
  attempt: number,
  image: ImageStatus,
): Promise<ContainerFacts> {
  const { runtime, plan } = context;
  const sandbox = sandboxOf(observedOf(context));
  const ready = sandbox?.state === 'SANDBOX_READY' ? sandbox : undefined;
  const [daemon, objects, files] = await Promise.all([
    runtime.version(),
    foundObjects(context, objectsOfContainer(planned.spec, plan.key.namespace), ready?.id),
    ready ? readFiles(context, planned, ready.id) : new Map(),
  ]);
  const facts = {
    pod: plan.pod,
    uid: plan.uid,
    daemon,
    ...(ready?.ip ? { podIP: ready.ip } : {}),
    ...(ready?.hostIP ? { hostIP: ready.hostIP } : {}),
    objects,
    ...(await securityFacts(context, planned, image)),
    files,
    attempt,
  };
  logInvalidNames(context, planned, facts);
  return facts;
}

/** The files that fileKeyRef names, by `fileKey`; those that cannot be read are not in it. */
async function readFiles(
  { runtime, plan }: PodContext,
  { spec }: PlannedContainer,
  sandboxId: string,
): Promise<Map<string, string>> {
  const refs = (spec.env ?? []).flatMap(({ valueFrom }) => valueFrom?.fileKeyRef ?? []);
  const wanted = new Map(refs.map((ref) => [fileKey(ref), ref]));
  const read = await Promise.all(
    [...wanted].map(async ([key, { volumeName, path }]) => {
      const root = pathInSandbox(plan.sandbox, volumeName);
      if (!root) return [];
      const deed = { kind: 'read', path: `${root}/${path}`, maxBytes: maxFileBytes } as const;
      // Each on its own: deeds of one call end with the first that fails.
      const [result] = await runtime.sandboxFiles(sandboxId, [deed]);
      return result?.ok ? [[key, result.data.toString()] as const] : [];
    }),
  );
  return new Map(read.flat());
}

function logInvalidNames(
  { plan, log }: PodContext,
  { name, spec }: PlannedContainer,
  facts: ContainerFacts,
): void {
  const invalid = (spec.envFrom ?? []).flatMap((source) => invalidNames(source, facts));
  if (invalid.length === 0) return;
  log(`${podTitle(plan.key)}: container ${name}: InvalidVariableNames: ${invalid.join(', ')}`);
}
