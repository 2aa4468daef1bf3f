import { objectNotes } from './objectNotes';

export type SupportNote = keyof typeof supportNotes;

/** How a field differs, why it cannot matter, or what to do instead; `manifest/support/` says of which field. */
export const supportNotes = {
  ...objectNotes,
  'host-port': 'it is published on 127.0.0.1 unless hostIP or a setting names another address.',
  'same-hostname':
    'every container has the hostname, but a UTS namespace of its own: Docker cannot share one.',
  'host-path': 'it is a path on the machine Docker runs on; a relative one starts at the manifest.',
  'memory-medium':
    'the content goes when the pod is stopped, restarted or rebuilt; on Kubernetes it lives as long as the pod.',
  'memory-request': "it shapes the pod's QoS class and with it who is killed first; no memory is set aside.",
  'empty-dir-size': 'only medium Memory holds to it; on disk nothing enforces it.',
  'pod-resources':
    'where this Docker cannot hold the pod to it, its containers have it each for itself; a condition of the pod says so.',
  'runtime-class':
    "it names a runtime by the setting dockerPods.runtimeClasses, or one of Docker's own; another is refused at the run.",
  'dns-policy': "the pod uses Docker's DNS; there is no cluster to ask first.",
  subdomain:
    'pods of the namespace find it as <hostname>.<subdomain> without a Service, which Kubernetes would ask for.',
  'readiness-gates': 'nobody sets such conditions here; the pod counts as ready without them.',
  sysctls:
    'one that is not safe on Kubernetes is refused at the run, unless dockerPods.allowedUnsafeSysctls names it.',
  'non-root': "the image's user is checked when the container is made.",
  'docker-profile': "it is Docker's default profile.",
  'seccomp-file': "it is a JSON file on this machine, and its path starts at the manifest's directory.",
  'app-armor': "it counts only where Docker's host has AppArmor.",
  'app-armor-profile': "it must be loaded on Docker's host.",
  'app-armor-annotation': 'the annotation is not read. Use appArmorProfile in the securityContext.',
  selinux: "it counts only where Docker's host has SELinux and Docker runs with it.",
  'selinux-change-policy': 'volumes are not relabelled here.',
  'mount-propagation':
    'a hostPath has it as on Kubernetes; below other volumes nothing is ever mounted that could be passed on.',
  'recursive-if-possible':
    'Docker Engine 25 and later can; with an older one only the mount itself is read-only.',
  'recursive-read-only': 'it needs Docker Engine 25; an older one is refused at the run.',
  claim:
    'the claim is the Docker volume k8s_pvc_<namespace>_<claim>, which outlives the pod; its size is not enforced.',
  'ephemeral-volume':
    'it is a Docker volume that goes with the pod; class, size and modes of the claim do not count.',
  nfs: "Docker's host mounts it, and as NFS version 4 alone.",
  'unsigned-token': 'the file holds a placeholder without a signature, which no API server accepts.',
  gpu: 'so many GPUs are asked of Docker; nothing keeps two pods from getting the same ones.',
  'no-scheduler': 'one machine needs no scheduler.',
  'no-api-server': 'there is no API server to reach.',
  'service-account': 'there is no API server to reach; only the downward API shows the name.',
  'no-services': 'there are no Services to name.',
  'no-controllers': 'there are no controllers that would act on it.',
  'no-resize': 'nothing resizes a running pod here.',
  overhead: 'one machine needs no scheduler, and the runtime takes what it takes.',
  'generate-name': 'no name is made of it; metadata.name counts.',
  'set-by-server': 'an API server sets it.',
  'probe-timeout': 'a command that takes longer has failed, but goes on: Docker has no means to end it.',
  'hook-tcp': 'as on Kubernetes such a hook always fails. Use exec, httpGet or sleep.',
  'handler-host':
    'it is asked from the machine that VS Code runs on, as from a node; with hostNetwork, from inside the pod.',
  status: 'the status is observed, never set.',
  'not-enforced': 'the room on the disk is the only limit.',
  'cluster-storage': "it needs a cluster's storage. Use persistentVolumeClaim, hostPath or emptyDir.",
  'git-repo': 'Kubernetes no longer runs it. Clone in an init container, into an emptyDir.',
  'no-certificates': 'there is no cluster that signs certificates. Take them from a Secret or a ConfigMap.',
  'block-devices': 'Docker cannot hand over a volume as a block device. Mount it with volumeMounts.',
  'huge-pages': "Docker neither counts nor mounts huge pages. Remove it; the host's own can still be used.",
  'extended-resources':
    'devices and claims of other drivers cannot be handed out here. Remove it, or mount the device with hostPath.',
  'ephemeral-at-create': 'Kubernetes refuses it when a pod is created. Remove it.',
  'no-user-namespace':
    'Docker has a user namespace for all containers or none. Remove it, and run Docker rootless or with userns-remap.',
  'unmasked-proc': 'Kubernetes allows it only with hostUsers: false, which cannot be had here. Remove it.',
  windows: 'only Linux containers are run. Remove it.',
} as const;
