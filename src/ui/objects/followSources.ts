import * as vscode from 'vscode';
import type { PodEngineApi, PodKey } from '../../engine';
import type { WorkspaceObjects } from './workspaceObjects';

/** Tells the engine when an object changed, also those beside manifests of pods that ran before this window opened. */
export function followSources(engine: PodEngineApi, objects: WorkspaceObjects): vscode.Disposable {
  const watch = (keys: readonly PodKey[]) => {
    for (const key of keys) {
      const source = engine.pod(key)?.source;
      if (source) objects.watch(vscode.Uri.parse(source));
    }
  };
  watch(engine.pods().map(({ metadata }) => metadata));
  return vscode.Disposable.from(
    { dispose: engine.onDidChangePods(watch) },
    objects.onDidChange(() => engine.objectsChanged()),
  );
}
