import * as vscode from 'vscode';
import type { PodSnapshot } from '../../engine';

/** What goes with a pod that is taken down for good, and what does not: for the question before. */
export function lossText(snapshot: PodSnapshot | undefined): string {
  const loss = vscode.l10n.t('Its containers and the content of its emptyDir volumes are lost.');
  const hasClaims = snapshot?.spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim);
  return hasClaims ? `${loss} ${vscode.l10n.t('The content of its claims stays on Docker.')}` : loss;
}
