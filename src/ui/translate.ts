/** `vscode.l10n.t`, handed to the pure functions so that they run and are tested without VS Code. */
export type Translate = (message: string, ...args: (string | number)[]) => string;
