import * as vscode from 'vscode';
import type { ContainerArgument } from '../../contributions';
import { visibleText } from '../../webview/visibleText';
import { statusesOf } from '../tree/containersOf';
import { podTitle } from '../tree/podPresentation';
import type { UiContext } from '../uiContext';

/** The container a command was given, or one that the user picks among those that have begun. */
export async function pickContainer(
  { engine }: UiContext,
  argument?: ContainerArgument,
): Promise<ContainerArgument | undefined> {
  if (argument) return argument;
  const items = engine.pods().flatMap(({ metadata: { namespace, name }, status }) =>
    statusesOf({ status })
      .filter(({ containerID }) => containerID)
      .map((container) => ({
        label: visibleText(container.name),
        description: podTitle({ namespace, name }),
        target: { key: { namespace, name }, container: container.name },
      })),
  );
  const placeHolder = vscode.l10n.t('Container whose logs to show');
  if (items.length > 0) return (await vscode.window.showQuickPick(items, { placeHolder }))?.target;
  void vscode.window.showInformationMessage(vscode.l10n.t('There are no pods on this Docker.'));
  return undefined;
}
