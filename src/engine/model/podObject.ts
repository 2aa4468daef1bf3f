/** The objects beside Pods that a pod may refer to. */
export type ObjectKind = 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim';

/** Names an object; objects of other namespaces cannot be referred to. */
export interface ObjectRef {
  kind: ObjectKind;
  namespace: string;
  name: string;
}

/** An object as its manifest writes it, reduced to what a pod takes from it. */
export interface PodObject extends ObjectRef {
  /** Of a ConfigMap or Secret: each key's bytes, in Base64. Empty for a claim. */
  data: Record<string, string>;
  /** Keys of a ConfigMap's binaryData: files have them, variables do not. */
  binaryKeys?: string[];
  /** Of a Secret: `kubernetes.io/dockerconfigjson`, … */
  type?: string;
}

/** Where the engine finds objects. The UI has one over the files of the workspace; tests have their own. */
export interface ObjectSource {
  /**
   * The object as it stands now, for a pod that was run from the document with the URI `source`; undefined where it
   * stands nowhere.
   */
  find(ref: ObjectRef, source: string | undefined): Promise<PodObject | undefined>;
}

/** `ConfigMap default/settings`: one object as a key of maps. */
export function objectKey({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace}/${name}`;
}
