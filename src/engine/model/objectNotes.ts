/** Notes of the kinds beside Pod: what becomes of a workload's own fields, and of the objects that pods refer to. */
export const objectNotes = {
  'one-pod': 'one pod is run from the template.',
  'no-rollout': 'a changed template takes effect when the pod is run again.',
  'no-selecting': 'the pod is known by its name, not by its labels.',
  'by-hand': 'the pod runs when you run it.',
  'no-retries': 'the pod is run once; a failed one is not made anew.',
  stays: 'the pod stays until you remove it.',
  'deadline-in-template': 'write activeDeadlineSeconds into the spec of the template.',
  'service-name': 'the pod gets it as its subdomain; there is no Service of that name.',
  'claim-of-template':
    'the pod gets a claim <template>-<pod>, a Docker volume that outlives it; its size is not enforced.',
  'claims-stay': 'the volume stays until you remove it.',
  'claim-modes': 'any number of pods on this machine may mount it, as their mounts say.',
  'claim-class': 'the claim is a Docker volume of this machine.',
  'claim-source': 'the volume begins empty.',
  'claim-made': 'A volume is made for it.',
  'optional-missing': 'It is optional: the pod runs without it.',
  immutable: 'what the file says counts, also when it changes.',
  'block-claim': 'Docker cannot hand over a volume as a block device. Use Filesystem.',
} as const;
