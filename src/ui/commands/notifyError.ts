import * as vscode from 'vscode';
import { EngineError, type EngineErrorCode, type PodKey } from '../../engine';
import { errorSentence, plainSentence } from '../sentences';
import type { UiContext } from '../uiContext';

/** The pod of a manifest, and the document it was run from. */
export interface ManifestOrigin {
  uri: vscode.Uri;
  key: PodKey;
}

/**
 * Tells the user once what went wrong, with a way to learn more; where the manifest can mend it, it stands there as
 * well. Something cancelled was the user's own wish, so nothing is said.
 */
export async function notifyError(
  { log, problems }: Pick<UiContext, 'log' | 'problems'>,
  error: unknown,
  manifest?: ManifestOrigin,
): Promise<void> {
  if (error instanceof EngineError && error.code === 'cancelled') return;
  log.error(error instanceof Error ? error : String(error));
  if (manifest) problems.note(manifest.uri, manifest.key, error);
  const showLog = vscode.l10n.t('Show Log');
  const openManifest = vscode.l10n.t('Open Manifest');
  const actions = manifest && isMendedInManifest(error) ? [openManifest, showLog] : [showLog];
  const chosen = await vscode.window.showErrorMessage(plainSentence(errorSentence(error)), ...actions);
  if (chosen === showLog) log.show();
  if (chosen === openManifest && manifest) await problems.open(manifest.uri, manifest.key, error);
}

const mendedInManifest = new Set<EngineErrorCode>([
  ...([
    'image-not-found',
    'image-denied',
    'image-pull-failed',
    'image-never-pulled',
    'image-platform',
  ] as const),
  ...(['port-taken', 'host-path-missing', 'host-path-relative', 'host-path-type', 'sub-path'] as const),
  ...(['command-not-found', 'hook-failed', 'runs-as-root', 'user-not-numeric', 'file-key-missing'] as const),
  ...(['object-missing', 'object-key-missing', 'volume-failed', 'insufficient-resource'] as const),
  ...(['runtime-class-unknown', 'sysctl-forbidden', 'sysctl-of-host', 'hostname-too-long'] as const),
  ...(['seccomp-profile', 'apparmor-missing', 'not-with-this-docker'] as const),
]);

function isMendedInManifest(error: unknown): boolean {
  return error instanceof EngineError && mendedInManifest.has(error.code);
}
