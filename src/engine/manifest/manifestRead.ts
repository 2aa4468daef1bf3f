import type { Finding, TextRange } from '../model/finding';
import type { Pod } from '../model/pod';
import type { ObjectRef, PodObject } from '../model/podObject';
import type { ObjectReference } from './objects/referencesOf';

/** What one text holds: every document of a kind read here, and everything there is to say about it. */
export interface ManifestRead {
  pods: PodDocument[];
  /** The ConfigMaps, Secrets and claims with a name. */
  objects: ObjectDocument[];
  /** Of all documents, in the order of the text. */
  findings: Finding[];
  /** Some document has an apiVersion and a kind. Where none has, the text is likely no manifest at all. */
  isKubernetes: boolean;
}

/** One document that gives a pod: a Pod, or a workload with a template of one. An item of a List is a document too. */
export interface PodDocument {
  /** The whole document, without its `---`. */
  range: TextRange;
  /** Where a lens stands: the `kind: Pod` pair. */
  anchor: TextRange;
  /** The pod's metadata.name where it could be read. */
  name?: string;
  /** metadata.namespace, or `default`. */
  namespace: string;
  /** Of what the pod is made, where the document is no Pod itself. */
  template?: PodTemplateOf;
  /** Where the document is an item of a List: `items[1]`. */
  item?: string;
  /** The pod, where no finding of severity error stands in its document: what may be run. */
  pod?: Pod;
  /** The pod also where nothing is wrong with it but fields that are refused here: it can be planned, not run. */
  readable?: Pod;
  /** The objects that the pod names, each place of it. */
  references: ObjectReference[];
  /** Of this document alone. */
  findings: Finding[];
}

/** The workload whose template a pod is made from. */
export interface PodTemplateOf {
  /** `Deployment`, … */
  kind: string;
  /** The workload's own metadata.name, where it has one. */
  name?: string;
  /** Where the template stands in the document: `spec.template`. */
  path: string;
}

/** One document of kind ConfigMap, Secret or PersistentVolumeClaim that has a name. */
export interface ObjectDocument extends ObjectRef {
  /** The whole document, without its `---`; of a List's item, the item. */
  range: TextRange;
  /** The value of metadata.name. */
  nameRange: TextRange;
  /** The object, where no finding of severity error stands in its document. */
  object?: PodObject;
  /** Of this document alone. */
  findings: Finding[];
}
