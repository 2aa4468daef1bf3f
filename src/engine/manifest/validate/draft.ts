import type { Container, EnvVar, ObjectMeta, PodSpec, SecurityContext } from '../../model/pod';

/**
 * A value as it was read: fields of a wrong type or missing are absent, and no text has been held against the words a
 * field allows.
 */
export type Draft<T> = T extends string
  ? string
  : T extends (infer Item)[]
    ? Draft<Item>[]
    : T extends object
      ? { [Key in keyof T]?: Draft<T[Key]> | undefined }
      : T;

export type DraftSecurityContext = Draft<SecurityContext> & { runAsNonRoot?: boolean };

/** With the fields that only the rules look at: the plan has no use for them yet. */
export type DraftContainer = Omit<Draft<Container>, 'env' | 'securityContext'> & {
  securityContext?: DraftSecurityContext;
  env?: (Draft<EnvVar> & { valueFrom?: object })[];
};

export type DraftPodSpec = Omit<Draft<PodSpec>, 'containers' | 'securityContext'> & {
  securityContext?: DraftSecurityContext;
  containers?: DraftContainer[];
  initContainers?: DraftContainer[];
  dnsPolicy?: string;
};

export interface DraftPod {
  metadata?: Draft<ObjectMeta>;
  spec?: DraftPodSpec;
}
