import type { DownwardApiFile, KeyToPath } from '../model/pod';

/** The files that a configMap, secret, downwardAPI or projected volume has, before its objects are looked up. */
export interface VolumeContent {
  /** Mode bits of files without one of their own. */
  defaultMode: number;
  /** In the order of the manifest: of two that give one path the later wins. */
  sources: ContentSource[];
}

export type ContentSource =
  | { kind: 'ConfigMap' | 'Secret'; name: string; items?: KeyToPath[]; optional: boolean }
  | { kind: 'downwardAPI'; items: DownwardApiFile[] };
