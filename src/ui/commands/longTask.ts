import * as vscode from 'vscode';
import { Views } from '../../contributions';
import { plainSentence } from '../sentences';

/** Milliseconds after which a task is worth a notification; until then the view's own progress bar is enough. */
const worthTelling = 1000;

export type Report = (text: string) => void;

/**
 * Runs a task that may take long: the Pods view shows progress at once, a notification with a cancel button appears
 * when it has taken a second.
 */
export async function longTask<T>(
  title: string,
  task: (signal: AbortSignal, report: Report) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let latest = '';
  let show: Report = () => {};
  const work = task(controller.signal, (text) => {
    latest = text;
    show(text);
  });
  const settled = work.then(
    () => {},
    () => {},
  );
  void vscode.window.withProgress({ location: { viewId: Views.pods } }, () => settled);
  const timer = setTimeout(() => {
    const location = vscode.ProgressLocation.Notification;
    const options = { location, title: plainSentence(title), cancellable: true };
    void vscode.window.withProgress(options, (progress, token) => {
      token.onCancellationRequested(() => controller.abort());
      show = (text) => progress.report({ message: plainSentence(text) });
      if (latest) show(latest);
      return settled;
    });
  }, worthTelling);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

/** Shows in the Pods view that something is on its way, where nothing can be cancelled. */
export function viewTask<T>(task: () => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: { viewId: Views.pods } }, task);
}
