import * as vscode from 'vscode';
import type { Pod, PodChange, PodSnapshot, RunProgress } from '../../engine';
import { visibleText } from '../../webview/visibleText';
import { originOf } from '../originOf';
import { podTitle } from '../tree/podPresentation';
import type { UiContext } from '../uiContext';
import { longTask } from './longTask';
import { lossText } from './lossText';
import { notifyError } from './notifyError';
import { pickManifest } from './pickManifest';
import { replaceText } from './replaceText';
import { refuse } from './revealProblem';
import { warnWaiting } from './warnWaiting';

/** Runs a Pod document as its editor shows it, saved or not. */
export async function runPod(ui: UiContext, uri?: unknown, index?: unknown): Promise<void> {
  if (!(await trusted())) return;
  const target = await pickManifest(ui.manifests, uri, index);
  if (!target) return;
  const { document, pod } = target;
  if (!pod.pod) return await refuse(document, pod);
  try {
    const snapshot = await start(ui, pod.pod, document);
    ui.problems.clear(document.uri, pod.pod.metadata);
    await warnWaiting(ui, snapshot, document.uri);
  } catch (error) {
    await notifyError(ui, error, { uri: document.uri, key: pod.pod.metadata });
  }
}

async function start(ui: UiContext, pod: Pod, document: vscode.TextDocument): Promise<PodSnapshot> {
  const title = vscode.l10n.t('Running pod {0}', podTitle(pod.metadata));
  return await longTask(title, ({ signal, report, ask }) =>
    ui.engine.run(pod, {
      ...originOf(document),
      signal,
      mayReplace: (standing, change) => ask(() => mayReplace(standing, change, pod, document)),
      onProgress: (progress) => report(progressText(progress)),
    }),
  );
}

function progressText({ step, subject, fraction }: RunProgress): string {
  const what = visibleText(subject ?? '', 60);
  if (step === 'replacing') return vscode.l10n.t('Removing the pod it replaces');
  if (step === 'starting') return vscode.l10n.t('Starting');
  if (fraction === undefined) return vscode.l10n.t('Pulling {0}', what);
  return vscode.l10n.t('Pulling {0}, {1} %', what, Math.floor(fraction * 100));
}

async function trusted(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'A manifest starts containers and mounts folders of this machine: that needs a trusted workspace.',
    ),
    manage,
  );
  if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}

/** Asks before anything of a pod that stands is ended for another text of its name. */
async function mayReplace(
  standing: PodSnapshot,
  change: PodChange,
  pod: Pod,
  document: vscode.TextDocument,
): Promise<boolean> {
  const text = replaceText(standing, pod.spec, change, vscode.l10n.t);
  if (!text) return true;
  const { question, action } = text;
  const loss = change.kind === 'pod' ? [lossText(standing)] : [];
  const detail = [...elsewhereText(standing, document), ...text.detail, ...loss].join('\n');
  const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, action);
  return chosen === action;
}

function elsewhereText({ source }: PodSnapshot, { uri }: vscode.TextDocument): string[] {
  const isElsewhere = source !== undefined && source !== uri.toString();
  return isElsewhere ? [vscode.l10n.t('It was run from {0}.', vscode.Uri.parse(source).path)] : [];
}
