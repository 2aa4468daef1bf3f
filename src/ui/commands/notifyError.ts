import * as vscode from 'vscode';
import { EngineError } from '../../engine';
import { errorSentence, plainSentence } from '../sentences';

/**
 * Tells the user once what went wrong, with a way to learn more. Something cancelled was the user's own wish, so
 * nothing is said. `manifest`: the document whose text can mend it.
 */
export async function notifyError(
  error: unknown,
  log: vscode.LogOutputChannel,
  manifest?: vscode.Uri,
): Promise<void> {
  if (error instanceof EngineError && error.code === 'cancelled') return;
  log.error(error instanceof Error ? error : String(error));
  const showLog = vscode.l10n.t('Show Log');
  const openManifest = vscode.l10n.t('Open Manifest');
  const actions = manifest && isMendedInManifest(error) ? [openManifest, showLog] : [showLog];
  const chosen = await vscode.window.showErrorMessage(plainSentence(errorSentence(error)), ...actions);
  if (chosen === showLog) log.show();
  if (chosen === openManifest && manifest) await vscode.window.showTextDocument(manifest);
}

const mendedInManifest = new Set([
  'image-not-found',
  'image-never-pulled',
  'image-platform',
  'port-taken',
  'host-path-missing',
  'host-path-relative',
  'command-not-found',
  'manifest-invalid',
]);

function isMendedInManifest(error: unknown): boolean {
  return error instanceof EngineError && mendedInManifest.has(error.code);
}
