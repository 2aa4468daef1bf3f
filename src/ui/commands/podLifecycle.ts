import * as vscode from 'vscode';
import { readSetting, Settings } from '../../contributions';
import type { PodKey, PodSnapshot } from '../../engine';
import { podTitle } from '../tree/podPresentation';
import type { UiContext } from '../uiContext';
import { longTask, viewTask } from './longTask';
import { lossText } from './lossText';
import { notifyError } from './notifyError';
import { warnWaiting } from './warnWaiting';

/** Ends the pod's containers and keeps them; no question, since it can be started again. */
export async function stopPod(ui: UiContext, key: PodKey): Promise<void> {
  await attempt(ui, key, () => viewTask(() => ui.engine.stop(key)));
}

/** Brings a stopped or finished pod up again, and gives a running one a fresh start. */
export async function restartPod(ui: UiContext, key: PodKey): Promise<void> {
  const title = vscode.l10n.t('Starting pod {0}', podTitle(key));
  await attempt(ui, key, async () => {
    const snapshot = await longTask(title, ({ signal }) => ui.engine.restart(key, signal));
    await warnWaiting(ui, snapshot, sourceOf(snapshot));
  });
}

/** Removes every trace of the pod, after a question unless the user has turned that off. */
export async function removePod(ui: UiContext, key: PodKey): Promise<void> {
  const ask = readSetting(vscode.workspace, Settings.confirmRemove) ?? true;
  if (ask && !(await confirmRemove(ui, key))) return;
  await attempt(ui, key, () => viewTask(() => ui.engine.remove(key)));
}

async function confirmRemove(ui: UiContext, key: PodKey): Promise<boolean> {
  const remove = vscode.l10n.t('Remove');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Remove pod {0}?', podTitle(key)),
    { modal: true, detail: lossText(ui.engine.pod(key)) },
    remove,
  );
  return chosen === remove;
}

async function attempt(ui: UiContext, key: PodKey, action: () => Thenable<unknown>): Promise<void> {
  const uri = sourceOf(ui.engine.pod(key));
  try {
    await action();
  } catch (error) {
    await notifyError(ui, error, uri ? { uri, key } : undefined);
  }
}

function sourceOf(snapshot: PodSnapshot | undefined): vscode.Uri | undefined {
  return snapshot?.source === undefined ? undefined : vscode.Uri.parse(snapshot.source);
}
