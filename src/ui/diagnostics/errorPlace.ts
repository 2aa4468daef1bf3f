import type * as vscode from 'vscode';
import {
  type EngineError,
  fieldOfError,
  type PodDocument,
  type PodKey,
  rangeOfField,
  type TextRange,
} from '../../engine';
import type { Manifests } from '../manifests';

/** The field of an open manifest that can mend a failed run, and where its value stands. */
export interface ErrorPlace {
  path: string;
  range: TextRange;
}

/** Where the text, as it reads now, can mend what went wrong with its pod; undefined where nowhere. */
export function errorPlace(
  manifests: Manifests,
  document: vscode.TextDocument,
  key: PodKey,
  error: EngineError,
): ErrorPlace | undefined {
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
