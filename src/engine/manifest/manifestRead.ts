import type { Finding, TextRange } from '../model/finding';
import type { Pod } from '../model/pod';

/** What one text holds: every Pod document in it, and everything there is to say about it. */
export interface ManifestRead {
  pods: PodDocument[];
  /** Of all documents, in the order of the text. */
  findings: Finding[];
  /** Some document has an apiVersion and a kind. Where none has, the text is likely no manifest at all. */
  isKubernetes: boolean;
}

/** One document of kind Pod. */
export interface PodDocument {
  /** The whole document, without its `---`. */
  range: TextRange;
  /** Where a lens stands: the `kind: Pod` pair. */
  anchor: TextRange;
  /** metadata.name where it could be read. */
  name?: string;
  /** metadata.namespace, or `default`. */
  namespace: string;
  /** The pod, where no finding of severity error stands in its document: what may be run. */
  pod?: Pod;
  /** The pod also where nothing is wrong with it but fields that are refused here: it can be planned, not run. */
  readable?: Pod;
  /** Of this document alone. */
  findings: Finding[];
}
