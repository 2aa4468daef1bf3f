import * as vscode from 'vscode';
import { Commands } from '../../contributions';
import type { PodSnapshot } from '../../engine';
import { codeSentence, plainSentence } from '../sentences';
import type { UiContext } from '../uiContext';
import { waitingText } from './waitingText';

/** Says once that a pod which was started waits for something to be mended; says nothing of one that is well. */
export async function warnWaiting(
  { log, problems, descriptions }: Pick<UiContext, 'log' | 'problems' | 'descriptions'>,
  snapshot: PodSnapshot,
  manifest?: vscode.Uri,
): Promise<void> {
  const waiting = waitingText(snapshot, ({ code, args }) => codeSentence(code, args), vscode.l10n.t);
  if (!waiting) return;
  log.warn(waiting.text);
  const openManifest = vscode.l10n.t('Open Manifest');
  const showEvents = vscode.l10n.t('Show Events');
  const remove = vscode.l10n.t('Remove Pod');
  const actions = [...(manifest ? [openManifest] : []), showEvents, remove];
  const chosen = await vscode.window.showWarningMessage(plainSentence(waiting.text), ...actions);
  const { namespace, name } = snapshot.metadata;
  const key = { namespace, name };
  if (chosen === openManifest && manifest) await problems.open(manifest, key, waiting.problem);
  if (chosen === showEvents) await descriptions.open(key, { events: true });
  if (chosen === remove) await vscode.commands.executeCommand(Commands.podRemove, key);
}
