export type SupportNote = keyof typeof supportNotes;

/** How a field differs, why it cannot matter, or what to do instead; `manifest/support.ts` says of which field. */
export const supportNotes = {
  'host-port': 'it is published on 127.0.0.1 unless hostIP or a setting names another address.',
  'same-hostname':
    'every container has the hostname, but a UTS namespace of its own: Docker cannot share one.',
  'host-path': 'it is a path on the machine Docker runs on; a relative one starts at the manifest.',
  'host-path-type':
    'it must be there (DirectoryOrCreate makes it); whether it is of that type is not checked.',
  'file-or-create': 'not yet. Make the file first and use File.',
  'memory-medium':
    'the content goes when the pod is stopped, restarted or rebuilt; on Kubernetes it lives as long as the pod.',
  'memory-request': "it shapes the pod's QoS class, and nothing else.",
  'empty-dir-size': 'only medium Memory holds to it; on disk nothing enforces it.',
  'probes-not-run': 'probes are not run yet; the container counts as ready while it runs.',
  'hooks-not-run': 'hooks are not run yet.',
  'stop-signal': "it is not used yet; the image's own stop signal is.",
  'termination-message': 'the file is not read back yet.',
  'dns-policy': "the pod uses Docker's DNS; there is no cluster to ask first.",
  subdomain: 'no DNS name is made of it.',
  'readiness-gates': 'nobody sets such conditions here; the pod counts as ready without them.',
  'pull-secrets': 'images are pulled without any credentials yet. Get private ones with "docker pull" first.',
  'docker-profile': "it is Docker's default profile, as the container gets anyway.",
  'no-scheduler': 'one machine needs no scheduler.',
  'no-api-server': 'there is no API server to reach.',
  'no-services': 'there are no Services to name.',
  'no-controllers': 'there are no controllers that would act on it.',
  'no-resize': 'nothing resizes a running pod here.',
  'generate-name': 'no name is made of it; metadata.name counts.',
  'set-by-server': 'an API server sets it.',
  'only-with-fs-group': 'it matters only together with fsGroup.',
  'only-with-selinux': 'it matters only together with seLinuxOptions.',
  status: 'the status is observed, never set.',
  'not-enforced': 'nothing enforces it here.',
  'not-yet': 'not yet. Remove it to run the pod without it.',
  'init-containers':
    "init containers and sidecars are not run yet. Run their work from a container's command.",
  'env-sources': 'not yet. Write the values with "value".',
  'volume-not-yet': 'not yet. Use hostPath with files beside the manifest, or emptyDir.',
  'sub-path': 'not yet. Mount the whole volume, or name the directory in hostPath.',
  'cluster-storage': "it needs a cluster's storage. Use hostPath or emptyDir.",
  'git-repo': 'Kubernetes no longer runs it. Clone beforehand and use hostPath.',
  'block-devices': 'Docker cannot hand over a volume as a block device.',
  'extended-resources': 'devices and other extended resources cannot be handed out here.',
  'non-root-unknown':
    'whether the image runs as root is not checked yet. Set runAsUser too, to a user other than 0.',
  'group-without-user':
    "without a runAsUser Docker would take user 0 instead of the image's. Set runAsUser too.",
  'ephemeral-at-create': 'Kubernetes refuses it when a pod is created. Remove it.',
  windows: 'only Linux containers are run.',
  'dns-none': 'not yet. Use ClusterFirst or Default.',
} as const;
