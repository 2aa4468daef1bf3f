import * as vscode from 'vscode';
import { type CommandId, Commands, registerCommand } from '../../contributions';
import type { PodKey } from '../../engine';
import { revealField } from '../plan/planView';
import { hasPrevious } from '../tree/containersOf';
import type { UiContext } from '../uiContext';
import { explainFinding } from './explainFinding';
import { openManifest, openPort, openSample } from './openCommands';
import { type ContainerQuestion, pickContainer } from './pickContainer';
import { pickManifest } from './pickManifest';
import { keyOf, type PodQuestion, pickPod } from './pickPod';
import { removePod, restartPod, stopPod } from './podLifecycle';
import { revealFirstProblem } from './revealProblem';
import { runPod } from './runPod';
import { showPlan } from './showPlan';

/** Gives every command of package.json its handler. */
export function registerCommands(ui: UiContext): vscode.Disposable {
  const { commands } = vscode;
  return vscode.Disposable.from(
    registerCommand(commands, Commands.podRun, (uri, index) => runPod(ui, uri, index)),
    ...podActions(ui).map(([id, question, action]) =>
      commands.registerCommand(id, async (argument?: unknown, index?: unknown) => {
        const key = await pickPod(ui, question, argument, index);
        if (key) await action(key, argument);
      }),
    ),
    registerCommand(commands, Commands.containerLogs, async (argument) => {
      const target = await pickContainer(ui, containerQuestion(), argument);
      if (target) ui.logs.open(target.key, target.container);
    }),
    registerCommand(commands, Commands.containerPreviousLogs, async (argument) => {
      const target = await pickContainer(ui, previousQuestion(), argument);
      if (target) ui.logs.openPrevious(target.key, target.container);
    }),
    registerCommand(commands, Commands.problemShow, async (uri, index) => {
      const target = await pickManifest(ui.manifests, uri, index);
      if (target) await revealFirstProblem(target.document, target.pod);
    }),
    registerCommand(commands, Commands.podShowPlan, (uri, index) => showPlan(ui, uri, index)),
    registerCommand(commands, Commands.planRevealField, revealField),
    registerCommand(commands, Commands.findingExplain, (code) => explainFinding(ui.extensionUri, code)),
    registerCommand(commands, Commands.sampleOpen, () => openSample(ui)),
    registerCommand(commands, Commands.connectionRetry, () => ui.engine.reconnect()),
    registerCommand(commands, Commands.logShow, () => ui.log.show()),
  );
}

function containerQuestion(): ContainerQuestion {
  return {
    placeHolder: vscode.l10n.t('Container whose logs to show'),
    nothing: vscode.l10n.t('There are no pods on this Docker.'),
    passes: ({ containerID }) => containerID !== '',
  };
}

function previousQuestion(): ContainerQuestion {
  return {
    placeHolder: vscode.l10n.t('Container whose previous logs to show'),
    nothing: vscode.l10n.t('No container was restarted.'),
    passes: hasPrevious,
  };
}

type PodAction = [CommandId, PodQuestion, (key: PodKey, argument: unknown) => unknown];

function podActions(ui: UiContext): PodAction[] {
  const { t } = vscode.l10n;
  const none = t('There are no pods on this Docker.');
  return [
    [
      Commands.podStart,
      { placeHolder: t('Pod to start'), nothing: t('No pod is stopped.'), needs: 'canStart' },
      (key) => restartPod(ui, key),
    ],
    [
      Commands.podStop,
      { placeHolder: t('Pod to stop'), nothing: t('No pod is running.'), needs: 'canStop' },
      (key) => stopPod(ui, key),
    ],
    [
      Commands.podRestart,
      { placeHolder: t('Pod to restart'), nothing: t('No pod is running.'), needs: 'canRestart' },
      (key) => restartPod(ui, key),
    ],
    [
      Commands.podRemove,
      { placeHolder: t('Pod to remove'), nothing: none, needs: 'canRemove' },
      (key) => removePod(ui, key),
    ],
    [
      Commands.podLogs,
      { placeHolder: t('Pod whose logs to show'), nothing: none, needs: 'canLog' },
      (key) => ui.logs.open(key),
    ],
    [
      Commands.podInspect,
      { placeHolder: t('Pod to inspect'), nothing: t('No pod is running.'), needs: 'canInspect' },
      (key) => ui.inspector.open(key),
    ],
    [
      Commands.podDescribe,
      { placeHolder: t('Pod to describe'), nothing: none },
      (key) => ui.descriptions.open(key),
    ],
    [
      Commands.podOpenManifest,
      {
        placeHolder: t('Pod whose manifest to open'),
        nothing: t('No pod was run from a file.'),
        needs: 'hasSource',
      },
      (key) => openManifest(ui, key),
    ],
    [Commands.podReveal, { placeHolder: t('Pod to reveal'), nothing: none }, (key) => ui.view.reveal(key)],
    [
      Commands.portOpen,
      { placeHolder: t('Pod whose port to open'), nothing: t('No pod has a hostPort.'), needs: 'hasPort' },
      (key, argument) => openPort(ui, key, containerOf(argument)),
    ],
  ];
}

function containerOf(argument: unknown): string | undefined {
  const named =
    keyOf(argument) && typeof argument === 'object' && argument !== null && 'container' in argument;
  return named && typeof argument.container === 'string' ? argument.container : undefined;
}
