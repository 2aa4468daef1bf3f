import * as vscode from 'vscode';
import { ContextKeys, setContext } from '../contributions';
import type { PodEngineApi } from '../engine';

/** Keeps the context keys that choose the view's welcome text. */
export function registerConnectionContext(engine: PodEngineApi): vscode.Disposable {
  const update = () => {
    const state = engine.connection;
    setContext(vscode.commands, ContextKeys.connection, state.status);
    setContext(
      vscode.commands,
      ContextKeys.connectionProblem,
      state.status === 'unreachable' ? state.code : '',
    );
  };
  update();
  return { dispose: engine.onDidChangeConnection(update) };
}
