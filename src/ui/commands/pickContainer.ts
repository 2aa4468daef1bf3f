import * as vscode from 'vscode';
import type { ContainerArgument } from '../../contributions';
import type { ContainerStatus } from '../../engine';
import { visibleText } from '../../webview/visibleText';
import { statusesOf } from '../tree/containersOf';
import { podTitle } from '../tree/podPresentation';
import type { UiContext } from '../uiContext';

/** What to ask where a command was given no container. */
export interface ContainerQuestion {
  placeHolder: string;
  /** Said where no container passes. */
  nothing: string;
  passes: (status: ContainerStatus) => boolean;
}

/** The container a command was given, or one that the user picks among those that pass. */
export async function pickContainer(
  { engine }: UiContext,
  { placeHolder, nothing, passes }: ContainerQuestion,
  argument?: ContainerArgument,
): Promise<ContainerArgument | undefined> {
  if (argument) return argument;
  const items = engine.pods().flatMap(({ metadata: { namespace, name }, status }) =>
    statusesOf({ status })
      .filter(passes)
      .map((container) => ({
        label: visibleText(container.name),
        description: podTitle({ namespace, name }),
        target: { key: { namespace, name }, container: container.name },
      })),
  );
  if (items.length > 0) return (await vscode.window.showQuickPick(items, { placeHolder }))?.target;
  void vscode.window.showInformationMessage(nothing);
  return undefined;
}
