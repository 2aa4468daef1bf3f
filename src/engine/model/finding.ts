/** Half-open range of UTF-16 code units in the manifest's text. */
export type TextRange = readonly [start: number, end: number];

export type Severity = 'error' | 'warning' | 'information';

/**
 * What reading a manifest has to say about one place in it. Coded data, no prose: `model/messages.ts` has the
 * sentence of each code, and the UI translates it.
 */
export interface Finding {
  code: FindingCode;
  /** An `error` keeps the pod it belongs to from being run; the others do not. */
  severity: Severity;
  range: TextRange;
  /** The values the sentence names. `rule` and `note` are keys of the catalogue's own sentences. */
  args: Record<string, string>;
  /** The field, in Kubernetes' notation: `spec.containers[0].image`. Absent where there is no field yet. */
  path?: string;
}

export type FindingCode =
  | 'yaml-syntax'
  | 'control-character'
  | 'too-large'
  | 'too-deep'
  | 'too-much'
  | 'unread-document'
  | 'alias-unknown'
  | 'alias-loop'
  | 'too-many-aliases'
  | 'no-kind'
  | 'unsupported-kind'
  | 'unsupported-version'
  | 'required'
  | 'wrong-type'
  | 'unknown-field'
  | 'bad-key'
  | 'duplicate-field'
  | 'duplicate-name'
  | 'duplicate-mount-path'
  | 'duplicate-host-port'
  | 'invalid-name'
  | 'invalid-value'
  | 'not-one-of'
  | 'unknown-volume'
  | 'unknown-port'
  | 'unknown-container'
  | 'duplicate-path'
  | 'limit-below-request'
  | 'limit-not-request'
  | 'above-pod-limit'
  | 'below-containers'
  | 'one-required'
  | 'needs'
  | 'not-here'
  | 'too-many'
  | 'too-long'
  | 'exclusive-fields'
  | 'not-base64'
  | 'not-json'
  | 'too-much-data'
  | 'object-missing'
  | 'object-key-missing'
  | 'field-emulated'
  | 'field-ignored'
  | 'field-refused';
