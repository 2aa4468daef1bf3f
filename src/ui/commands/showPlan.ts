import type { UiContext } from '../uiContext';
import { pickManifest } from './pickManifest';
import { refuse } from './revealProblem';

/** Shows what Docker is asked for by a Pod document, also where a refused field keeps it from being run. */
export async function showPlan(ui: UiContext, uri?: unknown, index?: unknown): Promise<void> {
  const target = await pickManifest(ui.manifests, uri, index);
  if (!target) return;
  if (target.pod.readable) await ui.plans.open(target.document, target.pod);
  else await refuse(target.document, target.pod);
}
