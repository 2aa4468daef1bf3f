import * as vscode from 'vscode';
import { Languages, readSetting, Settings } from '../../contributions';

/** Files that are looked at beside a manifest, and by one pattern of the setting: more are no manifests of one pod. */
const mostFiles = 500;

/** The pattern of a manifest's file name. */
export const manifestGlob = '*.{yaml,yml}';

/**
 * The files in which the objects of a manifest are looked for, the nearest first: its own, those of its folder by
 * name, those that the setting `dockerPods.objectFiles` names. An untitled manifest has no folder; the other untitled
 * texts stand beside it. `source` undefined: of a pod that was run from an untitled text.
 */
export async function objectFiles(source: vscode.Uri | undefined): Promise<vscode.Uri[]> {
  const isFile = source !== undefined && source.scheme !== 'untitled';
  const beside = isFile ? await filesIn(folderOf(source)) : untitledTexts();
  const all = [...(source ? [source] : []), ...beside, ...(await namedFiles(source))];
  return [...new Map(all.map((uri) => [uri.toString(), uri])).values()];
}

/** The folder a file stands in. */
export function folderOf(uri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(uri, '..');
}

/** The patterns of the setting, each below a folder of the workspace. */
export function namedPatterns(source?: vscode.Uri): vscode.RelativePattern[] {
  const own = source && vscode.workspace.getWorkspaceFolder(source);
  const folders = own ? [own] : (vscode.workspace.workspaceFolders ?? []);
  const globs: unknown = readSetting(vscode.workspace, Settings.objectFiles);
  const texts = Array.isArray(globs) ? globs.filter((glob): glob is string => typeof glob === 'string') : [];
  return folders.flatMap((folder) => texts.map((glob) => new vscode.RelativePattern(folder, glob)));
}

async function namedFiles(source: vscode.Uri | undefined): Promise<vscode.Uri[]> {
  const found = await Promise.all(
    namedPatterns(source).map((pattern) => vscode.workspace.findFiles(pattern, null, mostFiles)),
  );
  return found.flatMap((files) => files.sort((a, b) => a.path.localeCompare(b.path)));
}

function untitledTexts(): vscode.Uri[] {
  return vscode.workspace.textDocuments
    .filter(({ isUntitled, languageId }) => isUntitled && languageId === Languages.yaml)
    .map(({ uri }) => uri);
}

/** A folder that is not there, or cannot be read, has no files. */
async function filesIn(folder: vscode.Uri): Promise<vscode.Uri[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder).then(
    (found) => found,
    () => [],
  );
  return entries
    .filter(([name, type]) => type & vscode.FileType.File && /\.ya?ml$/i.test(name))
    .map(([name]) => name)
    .sort()
    .slice(0, mostFiles)
    .map((name) => vscode.Uri.joinPath(folder, name));
}
