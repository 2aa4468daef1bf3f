import * as vscode from 'vscode';
import { EngineError, type EngineErrorCode, type Finding, formatMessage, messages } from '../engine';
import { visibleText } from '../webview/visibleText';

/** The sentence of a finding, in the user's language. */
export function findingSentence({ code, args }: Finding): string {
  return formatMessage(code, args, (english) => vscode.l10n.t(english));
}

/** The sentence of whatever was thrown, in the user's language. */
export function errorSentence(error: unknown): string {
  if (error instanceof EngineError) return codeSentence(error.code, error.args);
  return vscode.l10n.t(
    'Something unexpected happened: {0}',
    error instanceof Error ? error.message : String(error),
  );
}

/** The sentence of a code that came without its error, as a connection's state does. */
export function codeSentence(code: string, args: Record<string, string>): string {
  return isKnown(code) ? formatMessage(code, args, (english) => vscode.l10n.t(english)) : code;
}

/** A sentence with foreign text in it, made fit for a notification, which would draw `[text](link)` as a link. */
export function plainSentence(sentence: string): string {
  return visibleText(sentence.replaceAll(/\s+/g, ' '), 400).replaceAll('](', '] (');
}

function isKnown(code: string): code is EngineErrorCode {
  return Object.hasOwn(messages, code);
}
