import { dirname } from 'node:path';
import type * as vscode from 'vscode';
import type { RunOptions } from '../engine';

/** An untitled text is no file: it has no address to come back to and no directory beside it. */
export function originOf({ uri }: vscode.TextDocument): Pick<RunOptions, 'source' | 'manifestDirectory'> {
  if (uri.scheme === 'untitled') return {};
  const source = uri.toString();
  return uri.scheme === 'file' ? { source, manifestDirectory: dirname(uri.fsPath) } : { source };
}
