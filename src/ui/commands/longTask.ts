import * as vscode from 'vscode';
import { Views } from '../../contributions';
import { plainSentence } from '../sentences';

/** Milliseconds after which a task is worth a notification; until then the view's own progress bar is enough. */
const worthTelling = 1000;

/** What a task that may take long is given. */
export interface TaskProgress {
  /** Aborted when somebody presses Cancel. */
  signal: AbortSignal;
  report(text: string): void;
  /** Asks the user something: no notification of progress stands beside the question, nor counts its time. */
  ask<T>(question: () => Promise<T>): Promise<T>;
}

/**
 * Runs a task that may take long: the Pods view shows progress at once, a notification with a cancel button appears
 * when it has taken a second.
 */
export async function longTask<T>(title: string, task: (progress: TaskProgress) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const notification = lateNotification(title, () => controller.abort());
  notification.begin();
  const work = task({
    signal: controller.signal,
    report: notification.report,
    ask: async (question) => {
      notification.end();
      const answer = await question();
      notification.begin();
      return answer;
    },
  });
  void viewTask(() => work).then(undefined, () => {});
  try {
    return await work;
  } finally {
    notification.end();
  }
}

/** Shows in the Pods view that something is on its way, where nothing can be cancelled. */
export function viewTask<T>(task: () => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: { viewId: Views.pods } }, task);
}

/** A notification of progress that appears a second after each `begin`, and goes at `end`. */
function lateNotification(title: string, cancel: () => void) {
  let latest = '';
  let show = (_text: string) => {};
  let timer: NodeJS.Timeout | undefined;
  let close = () => {};
  const open = () => {
    const closed = new Promise<void>((resolve) => {
      close = resolve;
    });
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: plainSentence(title),
      cancellable: true,
    };
    void vscode.window.withProgress(options, (progress, token) => {
      token.onCancellationRequested(cancel);
      show = (text) => progress.report({ message: plainSentence(text) });
      if (latest) show(latest);
      return closed;
    });
  };
  return {
    report: (text: string) => {
      latest = text;
      show(text);
    },
    begin: () => {
      timer = setTimeout(open, worthTelling);
    },
    end: () => {
      clearTimeout(timer);
      close();
      show = () => {};
    },
  };
}
