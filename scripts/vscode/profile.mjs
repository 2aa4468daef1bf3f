import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from '../lib/cleanup.mjs';

/** A VS Code without what distracts from the extension: no chat, no welcome, no recommendations. */
const settings = {
  'chat.disableAIFeatures': true,
  'editor.minimap.enabled': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** For windows that a program drives: a pointer that happens to rest somewhere shall cover nothing. */
export const unhurried = { 'workbench.hover.delay': 3000 };

/**
 * Makes the folders of a VS Code that has never run, in a temporary folder that goes with this run (or with `remove`).
 * Short names: VS Code puts sockets into them, whose paths may not be long.
 */
export function makeProfile(more = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dp-')));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  atEnd(remove);
  const [userDataDir, extensionsDir, temp] = ['u', 'e', 't'].map((name) => join(folder, name));
  for (const made of [join(userDataDir, 'User'), extensionsDir, temp]) mkdirSync(made, { recursive: true });
  writeFileSync(
    join(userDataDir, 'User', 'settings.json'),
    JSON.stringify({ ...settings, ...more }, undefined, 2),
  );
  // On macOS the temporary folder's path is long already: there the usual one is kept.
  const env = process.platform === 'linux' ? { TMPDIR: temp } : {};
  return { folder, userDataDir, extensionsDir, env, remove };
}
