import type * as vscode from 'vscode';
import {
  type EngineError,
  fieldOfError,
  type PodDocument,
  type PodKey,
  type ProblemPlace,
  rangeOfField,
} from '../../engine';
import type { Manifests } from '../manifests';

/** Where the text, as it reads now, can mend what went wrong with its pod; undefined where nowhere. */
export function errorPlace(
  manifests: Manifests,
  document: vscode.TextDocument,
  key: PodKey,
  error: Pick<EngineError, 'code' | 'args'>,
): ProblemPlace | undefined {
  const own = podDocument(manifests, document, key);
  const path = own?.pod && fieldOfError(error, own.pod);
  const range = own && path && rangeOfField(document.getText(), own, path);
  return range ? { path, range } : undefined;
}

/** The Pod document of this name in an open text. */
export function podDocument(
  manifests: Manifests,
  document: vscode.TextDocument,
  key: PodKey,
): PodDocument | undefined {
  const pods = manifests.read(document)?.pods ?? [];
  return pods.find(({ name, namespace }) => name === key.name && namespace === key.namespace);
}
