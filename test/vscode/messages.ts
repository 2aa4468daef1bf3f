import * as vscode from 'vscode';

/** One message the extension showed instead of which the test was told. */
export interface Message {
  kind: 'error' | 'warning' | 'information';
  text: string;
  /** Titles of its buttons. */
  actions: string[];
  /** What a modal one says below its text. */
  detail?: string;
}

export interface CaughtMessages {
  readonly all: Message[];
  /** The button that is pressed on the messages from now on; undefined dismisses them. */
  press: string | undefined;
  /** Forgets what has been said so far. */
  forget(): void;
  restore(): void;
}

const shows = {
  showErrorMessage: 'error',
  showWarningMessage: 'warning',
  showInformationMessage: 'information',
} as const;

/** Catches the extension's messages from now on: a window under test shows none, and nobody is there to press them. */
export function catchMessages(): CaughtMessages {
  const { showErrorMessage, showWarningMessage, showInformationMessage } = vscode.window;
  const caught: CaughtMessages = {
    all: [],
    press: undefined,
    forget: () => void caught.all.splice(0),
    restore: () =>
      void Object.assign(vscode.window, { showErrorMessage, showWarningMessage, showInformationMessage }),
  };
  for (const [name, kind] of Object.entries(shows)) {
    const show = async (text: string, ...rest: unknown[]) => {
      const actions = rest.filter((each) => typeof each === 'string');
      const [options] = rest.filter((each): each is vscode.MessageOptions => typeof each === 'object');
      caught.all.push({ kind, text, actions, ...(options?.detail ? { detail: options.detail } : {}) });
      return actions.find((action) => action === caught.press);
    };
    Object.assign(vscode.window, { [name]: show });
  }
  return caught;
}
