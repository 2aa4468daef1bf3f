/**
 * Statements that no test of their own in this folder shows, by title: where else one shows it, or why it does not hold
 * here yet, or why it cannot matter on one machine without an API server.
 */
export const withoutTest: Readonly<
  Record<string, { shownBy: string } | { notYet: string } | { notApplicable: string }>
> = {
  '[sig-node] ConfigMap should be consumable via environment variable [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-node] ConfigMap should be consumable via the environment [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-node] ConfigMap should fail to create ConfigMap with empty key [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-node] ConfigMap should run through a ConfigMap lifecycle [Conformance]': {
    notApplicable:
      'objects are files here, and whoever edits them changes them; there is no API server that could refuse.',
  },
  '[sig-node] Probing container with readiness probe should not be ready before initial delay and never restart [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Probing container with readiness probe that fails should never be ready and never restart [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Probing container should be restarted with a exec "cat /tmp/health" liveness probe [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Probing container should *not* be restarted with a exec "cat /tmp/health" liveness probe [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Probing container should be restarted with a /healthz http liveness probe [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Probing container should *not* be restarted with a tcp:8080 liveness probe [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Probing container should have monotonically increasing restart count [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Probing container should *not* be restarted with a /healthz http liveness probe [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Probing container should *not* be restarted with a GRPC liveness probe [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Probing container should be restarted with a GRPC liveness probe [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Containers should use the image defaults if command and args are blank [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  "[sig-node] Containers should be able to override the image's default arguments (container cmd) [NodeConformance] [Conformance]":
    { notYet: 'it has no test yet.' },
  "[sig-node] Containers should be able to override the image's default command (container entrypoint) [NodeConformance] [Conformance]":
    { notYet: 'it has no test yet.' },
  "[sig-node] Containers should be able to override the image's default command and arguments [NodeConformance] [Conformance]":
    { notYet: 'it has no test yet.' },
  '[sig-node] Downward API should provide pod name, namespace and IP address as env vars [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Downward API should provide host IP as an env var [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  "[sig-node] Downward API should provide container's limits.cpu/memory and requests.cpu/memory as env vars [NodeConformance] [Conformance]":
    { notYet: 'it has no test yet.' },
  '[sig-node] Downward API should provide default limits.cpu/memory from node allocatable [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Downward API should provide pod UID as env vars [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-node] Ephemeral Containers [NodeConformance] will start an ephemeral container in an existing pod [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Ephemeral Containers [NodeConformance] should update the ephemeral containers in an existing pod [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Variable Expansion should allow composing env vars into new env vars [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  "[sig-node] Variable Expansion should allow substituting values in a container's command [NodeConformance] [Conformance]":
    { notYet: 'it has no test yet.' },
  "[sig-node] Variable Expansion should allow substituting values in a container's args [NodeConformance] [Conformance]":
    { notYet: 'it has no test yet.' },
  '[sig-node] Variable Expansion should allow substituting values in a volume subpath [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-node] Variable Expansion should fail substituting values in a volume subpath with backticks [Slow] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Variable Expansion should fail substituting values in a volume subpath with absolute path [Slow] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Variable Expansion should verify that a failing subpath expansion can be modified during the lifecycle of a container [Slow] [Conformance]':
    { notApplicable: 'a running pod is not changed in place: a changed manifest makes a new one.' },
  '[sig-node] Variable Expansion should succeed in writing subpaths in container [Slow] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-node] InitContainer [NodeConformance] should invoke init containers on a RestartNever pod [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] InitContainer [NodeConformance] should invoke init containers on a RestartAlways pod [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] InitContainer [NodeConformance] should not start app containers if init containers fail on a RestartAlways pod [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] InitContainer [NodeConformance] should not start app containers and fail the pod if init containers fail on a RestartNever pod [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Kubelet when scheduling a busybox command in a pod should print the output to logs [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Kubelet when scheduling a busybox command that always fails in a pod should have an terminated reason [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Kubelet when scheduling a busybox command that always fails in a pod should be possible to delete [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Kubelet when scheduling an agnhost Pod with hostAliases should write entries to /etc/hosts [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Kubelet when scheduling a read only busybox container should not write to root filesystem [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] KubeletManagedEtcHosts should test kubelet managed /etc/hosts file [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Lease lease API should be available [Conformance]': {
    notApplicable: 'leases are objects between nodes and an API server.',
  },
  '[sig-node] Container Lifecycle Hook when create a pod with lifecycle hook should execute poststart exec hook properly [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Container Lifecycle Hook when create a pod with lifecycle hook should execute prestop exec hook properly [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Container Lifecycle Hook when create a pod with lifecycle hook should execute poststart http hook properly [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Container Lifecycle Hook when create a pod with lifecycle hook should execute prestop http hook properly [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Pods should get a host IP [NodeConformance] [Conformance]': { notYet: 'it has no test yet.' },
  '[sig-node] Pods should be submitted and removed [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-node] Pods should be updated [NodeConformance] [Conformance]': {
    notApplicable: 'a running pod is not changed in place: a changed manifest makes a new one.',
  },
  '[sig-node] Pods should allow activeDeadlineSeconds to be updated [NodeConformance] [Conformance]': {
    notApplicable: 'a running pod is not changed in place: a changed manifest makes a new one.',
  },
  '[sig-node] Pods should contain environment variables for services [NodeConformance] [Conformance]': {
    notApplicable: 'there are no Services.',
  },
  '[sig-node] Pods should support remote command execution over websockets [NodeConformance] [Conformance]': {
    notApplicable: 'it is about a protocol of the API server; exec and logs go through Docker.',
  },
  '[sig-node] Pods should support retrieving logs from the container over websockets [NodeConformance] [Conformance]':
    { notApplicable: 'it is about a protocol of the API server; exec and logs go through Docker.' },
  '[sig-node] Pods should delete a collection of pods [Conformance]': {
    notApplicable: 'it is about verbs of an API server.',
  },
  '[sig-node] Pods should run through the lifecycle of Pods and PodStatus [Conformance]': {
    notApplicable: 'it is about verbs of an API server.',
  },
  '[sig-node] Pods should patch a pod status [Conformance]': {
    notApplicable: 'it is about verbs of an API server.',
  },
  '[sig-node] PodTemplates should run the lifecycle of PodTemplates [Conformance]': {
    notApplicable: 'it is about verbs of an API server.',
  },
  '[sig-node] PodTemplates should delete a collection of pod templates [Conformance]': {
    notApplicable: 'it is about verbs of an API server.',
  },
  '[sig-node] PodTemplates should replace a pod template [Conformance]': {
    notApplicable: 'it is about verbs of an API server.',
  },
  '[sig-node] Container Runtime blackbox test when starting a container that exits should run with the expected status [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Container Runtime blackbox test on terminated container should report termination message if TerminationMessagePath is set as non-root user and at a non-default path [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Container Runtime blackbox test on terminated container should report termination message from log output if TerminationMessagePolicy FallbackToLogsOnError is set [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Container Runtime blackbox test on terminated container should report termination message as empty when pod succeeds and TerminationMessagePolicy FallbackToLogsOnError is set [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Container Runtime blackbox test on terminated container should report termination message from file when pod succeeds and TerminationMessagePolicy FallbackToLogsOnError is set [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] RuntimeClass should reject a Pod requesting a non-existent RuntimeClass [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] RuntimeClass should schedule a Pod requesting a RuntimeClass without PodOverhead [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] RuntimeClass should schedule a Pod requesting a RuntimeClass and initialize its Overhead [NodeConformance] [Conformance]':
    { notApplicable: 'overhead is what a scheduler and a quota reckon with.' },
  '[sig-node] RuntimeClass should reject a Pod requesting a deleted RuntimeClass [NodeConformance] [Conformance]':
    { notApplicable: 'RuntimeClasses are no objects here: a setting maps them.' },
  '[sig-node] RuntimeClass  should support RuntimeClasses API operations [Conformance]': {
    notApplicable: 'RuntimeClasses are no objects here: a setting maps them.',
  },
  '[sig-node] Secrets should be consumable from pods in env vars [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-node] Secrets should be consumable via the environment [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-node] Secrets should fail to create secret due to empty secret key [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-node] Secrets should patch a secret [Conformance]': {
    notApplicable:
      'objects are files here, and whoever edits them changes them; there is no API server that could refuse.',
  },
  '[sig-node] Security Context When creating a container with runAsUser should run the container with uid 65534 [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Security Context When creating a pod with readOnlyRootFilesystem should run the container with writable rootfs when readOnlyRootFilesystem=false [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Security Context When creating a pod with privileged should run the container as unprivileged when false [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Security Context when creating containers with AllowPrivilegeEscalation should not allow privilege escalation when false [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Sysctls [LinuxOnly] [NodeConformance] should support sysctls [MinimumKubeletVersion:1.21] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Sysctls [LinuxOnly] [NodeConformance] should reject invalid sysctls [MinimumKubeletVersion:1.21] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] NoExecuteTaintManager Multiple Pods [Serial] evicts pods with minTolerationSeconds [Disruptive] [Conformance]':
    { notApplicable: 'there are no nodes to taint.' },
  '[sig-node] NoExecuteTaintManager Single Pod [Serial] removing taint cancels eviction [Disruptive] [Conformance]':
    { notApplicable: 'there are no nodes to taint.' },
  '[sig-node] Node Lifecycle should run through the lifecycle of a node [Conformance]': {
    notApplicable: 'there are no nodes to taint.',
  },
  '[sig-node] Pods Extended Pods Set QOS Class should be set on Pods with matching resource requests and limits for memory and cpu [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] PreStop should call prestop when killing a pod [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-node] Security Context should support container.SecurityContext.RunAsUser And container.SecurityContext.RunAsGroup [LinuxOnly] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Security Context should support pod.Spec.SecurityContext.RunAsUser And pod.Spec.SecurityContext.RunAsGroup [LinuxOnly] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Pod InPlace Resize … guaranteed pods with multiple containers, net increase [MinimumKubeletVersion:1.34] [Conformance]':
    { notApplicable: 'nothing resizes a running pod here: a changed manifest makes a new one.' },
  '[sig-node] Pod InPlace Resize … guaranteed pods with multiple containers, net decrease [MinimumKubeletVersion:1.34] [Conformance]':
    { notApplicable: 'nothing resizes a running pod here: a changed manifest makes a new one.' },
  '[sig-node] Pod InPlace Resize … guaranteed pods with multiple containers, various operations [MinimumKubeletVersion:1.34] [Conformance]':
    { notApplicable: 'nothing resizes a running pod here: a changed manifest makes a new one.' },
  '[sig-node] Pod InPlace Resize … burtable pod with multiple containers and various operations [MinimumKubeletVersion:1.34] [Conformance]':
    { notApplicable: 'nothing resizes a running pod here: a changed manifest makes a new one.' },
  '[sig-node] ConfigMap should update ConfigMap successfully': {
    notApplicable:
      'objects are files here, and whoever edits them changes them; there is no API server that could refuse.',
  },
  '[sig-node] Probing container should be restarted with an exec liveness probe with timeout [MinimumKubeletVersion:1.20] [NodeConformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Probing container should not be ready with an exec readiness probe timeout [MinimumKubeletVersion:1.20] [NodeConformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Probing container should be restarted with a failing exec liveness probe that took longer than the timeout':
    { notYet: 'it has no test yet.' },
  '[sig-node] Probing container should be restarted with a local redirect http liveness probe': {
    notYet: 'it has no test yet.',
  },
  '[sig-node] Probing container should *not* be restarted with a non-local redirect http liveness probe': {
    notYet: 'it has no test yet.',
  },
  '[sig-node] Probing container should be restarted startup probe fails': { notYet: 'it has no test yet.' },
  '[sig-node] Probing container should *not* be restarted by liveness probe because startup probe delays it':
    { notYet: 'it has no test yet.' },
  '[sig-node] Probing container should be restarted by liveness probe after startup probe enables it': {
    notYet: 'it has no test yet.',
  },
  '[sig-node] Probing container should be ready immediately after startupProbe succeeds': {
    notYet: 'it has no test yet.',
  },
  '[sig-node] Probing container should override timeoutGracePeriodSeconds when LivenessProbe field is set [NodeConformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Probing container should override timeoutGracePeriodSeconds when StartupProbe field is set [NodeConformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Probing container should mark readiness on pods to false while pod is in progress of terminating when a pod has a readiness probe':
    { notYet: 'it has no test yet.' },
  '[sig-node] Probing container should mark readiness on pods to false and disable liveness probes while pod is in progress of terminating':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container with readiness probe should not be ready before initial delay and never restart':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container with readiness probe that fails should never be ready and never restart':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should be restarted with a exec "cat /tmp/health" liveness probe':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should *not* be restarted with a exec "cat /tmp/health" liveness probe':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should be restarted with a /healthz http liveness probe':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should *not* be restarted with a tcp:8080 liveness probe':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should have monotonically increasing restart count':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should *not* be restarted with a /healthz http liveness probe':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should be restarted with an exec liveness probe with timeout [MinimumKubeletVersion:1.20]':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should not be ready with an exec readiness probe timeout [MinimumKubeletVersion:1.20]':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should be restarted with a failing exec liveness probe that took longer than the timeout':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should be restarted with a local redirect http liveness probe':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should *not* be restarted with a non-local redirect http liveness probe':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should be restarted startup probe fails':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should *not* be restarted by liveness probe because startup probe delays it':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should be restarted by liveness probe after startup probe enables it':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should be ready immediately after startupProbe succeeds':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should override timeoutGracePeriodSeconds when LivenessProbe field is set':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should override timeoutGracePeriodSeconds when StartupProbe field is set':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should *not* be restarted with a GRPC liveness probe':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should be restarted with a GRPC liveness probe':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should mark readiness on pods to false while pod is in progress of terminating when a pod has a readiness probe':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Probing restartable init container should mark readiness on pods to false and disable liveness probes while pod is in progress of terminating':
    { notYet: 'it has no test yet.' },
  '[sig-node] Downward API should provide host IP and pod IP as an env var if pod uses host network [LinuxOnly]':
    { notYet: 'it has no test yet.' },
  "[sig-node] Downward API [Serial] [Disruptive] [NodeFeature:DownwardAPIHugePages] Downward API tests for hugepages should provide container's limits.hugepages-<pagesize> and requests.hugepages-<pagesize> as env vars":
    { notApplicable: 'hugepages cannot be asked of Docker.' },
  '[sig-node] Downward API [Serial] [Disruptive] [NodeFeature:DownwardAPIHugePages] Downward API tests for hugepages should provide default limits.hugepages-<pagesize> from node allocatable':
    { notApplicable: 'hugepages cannot be asked of Docker.' },
  '[sig-node] ImageCredentialProvider [Feature:KubeletCredentialProviders] should be able to create pod with image credentials fetched from external credential provider':
    { notApplicable: "the kubelet's plugins are not there; Docker's credential helpers are asked instead." },
  '[sig-node] Container Lifecycle Hook when create a pod with lifecycle hook should execute poststart https hook properly [MinimumKubeletVersion:1.23] [NodeConformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Container Lifecycle Hook when create a pod with lifecycle hook should execute prestop https hook properly [MinimumKubeletVersion:1.23] [NodeConformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Restartable Init Container Lifecycle Hook when create a pod with lifecycle hook should execute poststart exec hook properly':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Restartable Init Container Lifecycle Hook when create a pod with lifecycle hook should execute prestop exec hook properly':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Restartable Init Container Lifecycle Hook when create a pod with lifecycle hook should execute poststart http hook properly':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Restartable Init Container Lifecycle Hook when create a pod with lifecycle hook should execute poststart https hook properly [MinimumKubeletVersion:1.23]':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Restartable Init Container Lifecycle Hook when create a pod with lifecycle hook should execute prestop http hook properly':
    { notYet: 'it has no test yet.' },
  '[sig-node] [NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers] Restartable Init Container Lifecycle Hook when create a pod with lifecycle hook should execute prestop https hook properly [MinimumKubeletVersion:1.23]':
    { notYet: 'it has no test yet.' },
  '[sig-node] NodeLease NodeLease the kubelet should create and update a lease in the kube-node-lease namespace':
    { notApplicable: 'leases are objects between nodes and an API server.' },
  '[sig-node] NodeLease NodeLease should have OwnerReferences set': {
    notApplicable: 'leases are objects between nodes and an API server.',
  },
  '[sig-node] NodeLease NodeLease the kubelet should report node status infrequently': {
    notApplicable: 'leases are objects between nodes and an API server.',
  },
  "[sig-node] PodOSRejection [NodeConformance] Kubelet should reject pod when the node OS doesn't match pod's OS":
    { notYet: 'it has no test yet.' },
  '[sig-node] Pods should have their auto-restart back-off timer reset on image update [Slow][NodeConformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Pods should cap back-off at MaxContainerBackOff [Slow][NodeConformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-node] Pods should support pod readiness gates [NodeConformance]': {
    notApplicable: 'nobody but a controller sets the conditions of readiness gates.',
  },
  '[sig-node] PrivilegedPod [NodeConformance] should enable privileged commands [LinuxOnly]': {
    notYet: 'it has no test yet.',
  },
  '[sig-node] Container Runtime blackbox test on terminated container should report termination message if TerminationMessagePath is set [NodeConformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Container Runtime blackbox test when running a container with a new image should not be able to pull image from invalid registry [NodeConformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Container Runtime blackbox test when running a container with a new image should be able to pull image [NodeConformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Container Runtime blackbox test when running a container with a new image should not be able to pull from private registry without secret [NodeConformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Container Runtime blackbox test when running a container with a new image should be able to pull from private registry with secret [NodeConformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] RuntimeClass should reject a Pod requesting a RuntimeClass with an unconfigured handler [NodeFeature:RuntimeHandler]':
    { notYet: 'it has no test yet.' },
  '[sig-node] RuntimeClass should run a Pod requesting a RuntimeClass with a configured handler [NodeFeature:RuntimeHandler]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Security Context When creating a pod with HostUsers must create the user namespace if set to false [LinuxOnly] [Feature:UserNamespacesSupport]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Security Context When creating a pod with HostUsers must not create the user namespace if set to true [LinuxOnly] [Feature:UserNamespacesSupport]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Security Context When creating a pod with HostUsers should mount all volumes with proper permissions with hostUsers=false [LinuxOnly] [Feature:UserNamespacesSupport]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Security Context When creating a pod with HostUsers should set FSGroup to user inside the container with hostUsers=false [LinuxOnly] [Feature:UserNamespacesSupport]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Security Context When creating a container with runAsUser should run the container with uid 0 [LinuxOnly] [NodeConformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Security Context When creating a container with runAsNonRoot should run with an explicit non-root user ID [LinuxOnly]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Security Context When creating a container with runAsNonRoot should not run with an explicit root user ID [LinuxOnly]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Security Context When creating a container with runAsNonRoot should run with an image specified user ID':
    { notYet: 'it has no test yet.' },
  '[sig-node] Security Context When creating a container with runAsNonRoot should not run without a specified user ID':
    { notYet: 'it has no test yet.' },
  '[sig-node] Security Context When creating a pod with readOnlyRootFilesystem should run the container with readonly rootfs when readOnlyRootFilesystem=true [LinuxOnly] [NodeConformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Security Context When creating a pod with privileged should run the container as privileged when true [LinuxOnly] [NodeFeature:HostAccess]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Security Context when creating containers with AllowPrivilegeEscalation should allow privilege escalation when not explicitly set and uid != 0 [LinuxOnly] [NodeConformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Security Context when creating containers with AllowPrivilegeEscalation should allow privilege escalation when true [LinuxOnly] [NodeConformance]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Sysctls [LinuxOnly] [NodeConformance] should not launch unsafe, but not explicitly enabled sysctls on the node [MinimumKubeletVersion:1.21]':
    { notYet: 'it has no test yet.' },
  '[sig-node] Sysctls [LinuxOnly] [NodeConformance] should support sysctls with slashes as separator [MinimumKubeletVersion:1.23]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] ConfigMap should be consumable from pods in volume [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] ConfigMap should be consumable from pods in volume with defaultMode set [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] ConfigMap should be consumable from pods in volume as non-root [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] ConfigMap should be consumable from pods in volume with mappings [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] ConfigMap should be consumable from pods in volume with mappings and Item mode set [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] ConfigMap should be consumable from pods in volume with mappings as non-root [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] ConfigMap updates should be reflected in volume [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] ConfigMap binary data should be reflected in volume [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] ConfigMap optional updates should be reflected in volume [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] ConfigMap should be consumable in multiple volumes in the same pod [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] ConfigMap should be immutable if `immutable` field is set [Conformance]': {
    notApplicable:
      'objects are files here, and whoever edits them changes them; there is no API server that could refuse.',
  },
  '[sig-storage] Downward API volume should provide podname only [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] Downward API volume should set DefaultMode on files [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Downward API volume should set mode on item file [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Downward API volume should update labels on modification [NodeConformance] [Conformance]': {
    notApplicable: 'a running pod is not changed in place: a changed manifest makes a new one.',
  },
  '[sig-storage] Downward API volume should update annotations on modification [NodeConformance] [Conformance]':
    { notApplicable: 'a running pod is not changed in place: a changed manifest makes a new one.' },
  "[sig-storage] Downward API volume should provide container's cpu limit [NodeConformance] [Conformance]": {
    notYet: 'it has no test yet.',
  },
  "[sig-storage] Downward API volume should provide container's memory limit [NodeConformance] [Conformance]":
    { notYet: 'it has no test yet.' },
  "[sig-storage] Downward API volume should provide container's cpu request [NodeConformance] [Conformance]":
    { notYet: 'it has no test yet.' },
  "[sig-storage] Downward API volume should provide container's memory request [NodeConformance] [Conformance]":
    { notYet: 'it has no test yet.' },
  '[sig-storage] Downward API volume should provide node allocatable (cpu) as default cpu limit if the limit is not set [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Downward API volume should provide node allocatable (memory) as default memory limit if the limit is not set [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes volume on tmpfs should have the correct mode [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes should support (root,0644,tmpfs) [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes should support (root,0666,tmpfs) [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes should support (root,0777,tmpfs) [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes should support (non-root,0644,tmpfs) [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes should support (non-root,0666,tmpfs) [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes should support (non-root,0777,tmpfs) [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes volume on default medium should have the correct mode [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes should support (root,0644,default) [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes should support (root,0666,default) [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes should support (root,0777,default) [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes should support (non-root,0644,default) [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes should support (non-root,0666,default) [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes should support (non-root,0777,default) [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes pod should support shared volumes between containers [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] Projected combined should project all components that make up the projection API [Projection][NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected configMap should be consumable from pods in volume [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected configMap should be consumable from pods in volume with defaultMode set [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected configMap should be consumable from pods in volume as non-root [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected configMap should be consumable from pods in volume with mappings [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected configMap should be consumable from pods in volume with mappings and Item mode set [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected configMap should be consumable from pods in volume with mappings as non-root [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected configMap updates should be reflected in volume [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] Projected configMap optional updates should be reflected in volume [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected configMap should be consumable in multiple volumes in the same pod [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected downwardAPI should provide podname only [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] Projected downwardAPI should set DefaultMode on files [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected downwardAPI should set mode on item file [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected downwardAPI should update labels on modification [NodeConformance] [Conformance]':
    { notApplicable: 'a running pod is not changed in place: a changed manifest makes a new one.' },
  '[sig-storage] Projected downwardAPI should update annotations on modification [NodeConformance] [Conformance]':
    { notApplicable: 'a running pod is not changed in place: a changed manifest makes a new one.' },
  "[sig-storage] Projected downwardAPI should provide container's cpu limit [NodeConformance] [Conformance]":
    { notYet: 'it has no test yet.' },
  "[sig-storage] Projected downwardAPI should provide container's memory limit [NodeConformance] [Conformance]":
    { notYet: 'it has no test yet.' },
  "[sig-storage] Projected downwardAPI should provide container's cpu request [NodeConformance] [Conformance]":
    { notYet: 'it has no test yet.' },
  "[sig-storage] Projected downwardAPI should provide container's memory request [NodeConformance] [Conformance]":
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected downwardAPI should provide node allocatable (cpu) as default cpu limit if the limit is not set [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected downwardAPI should provide node allocatable (memory) as default memory limit if the limit is not set [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected secret should be consumable from pods in volume [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] Projected secret should be consumable from pods in volume with defaultMode set [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected secret should be consumable from pods in volume as non-root with defaultMode and fsGroup set [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected secret should be consumable from pods in volume with mappings [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected secret should be consumable from pods in volume with mappings and Item Mode set [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected secret should be consumable in multiple volumes in a pod [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected secret optional updates should be reflected in volume [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Secrets should be consumable from pods in volume [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] Secrets should be consumable from pods in volume with defaultMode set [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Secrets should be consumable from pods in volume as non-root with defaultMode and fsGroup set [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Secrets should be consumable from pods in volume with mappings [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Secrets should be consumable from pods in volume with mappings and Item Mode set [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Secrets should be able to mount in a volume regardless of a different secret existing with same name in different namespace [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Secrets should be consumable in multiple volumes in a pod [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] Secrets optional updates should be reflected in volume [NodeConformance] [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] Secrets should be immutable if `immutable` field is set [Conformance]': {
    notApplicable:
      'objects are files here, and whoever edits them changes them; there is no API server that could refuse.',
  },
  '[sig-storage] Subpath Atomic writer volumes should support subpaths with configmap pod [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] Subpath Atomic writer volumes should support subpaths with configmap pod with mountPath of existing file [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Subpath Atomic writer volumes should support subpaths with downward pod [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] Subpath Atomic writer volumes should support subpaths with projected pod [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] Subpath Atomic writer volumes should support subpaths with secret pod [Conformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] ConfigMap should be consumable from pods in volume as non-root with defaultMode and fsGroup set [LinuxOnly] [NodeFeature:FSGroup]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] ConfigMap should be consumable from pods in volume as non-root with FSGroup [LinuxOnly] [NodeFeature:FSGroup]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] ConfigMap should be consumable from pods in volume with mappings as non-root with FSGroup [LinuxOnly] [NodeFeature:FSGroup]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] ConfigMap Should fail non-optional pod creation due to configMap object does not exist [Slow]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] ConfigMap Should fail non-optional pod creation due to the key in the configMap object does not exist [Slow]':
    { notYet: 'it has no test yet.' },
  "[sig-storage] Downward API [Serial] [Disruptive] [Feature:EphemeralStorage] Downward API tests for local ephemeral storage should provide container's limits.ephemeral-storage and requests.ephemeral-storage as env vars":
    { notYet: 'it has no test yet.' },
  '[sig-storage] Downward API [Serial] [Disruptive] [Feature:EphemeralStorage] Downward API tests for local ephemeral storage should provide default limits.ephemeral-storage from node allocatable':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Downward API volume should provide podname as non-root with fsgroup [LinuxOnly] [NodeFeature:FSGroup]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Downward API volume should provide podname as non-root with fsgroup and defaultMode [LinuxOnly] [NodeFeature:FSGroup]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes when FSGroup is specified [LinuxOnly] [NodeFeature:FSGroup] new files should be created with FSGroup ownership when container is root':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes when FSGroup is specified [LinuxOnly] [NodeFeature:FSGroup] new files should be created with FSGroup ownership when container is non-root':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes when FSGroup is specified [LinuxOnly] [NodeFeature:FSGroup] nonexistent volume subPath should have the correct mode and owner using FSGroup':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes when FSGroup is specified [LinuxOnly] [NodeFeature:FSGroup] files with FSGroup ownership should support (root,0644,tmpfs)':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes when FSGroup is specified [LinuxOnly] [NodeFeature:FSGroup] volume on default medium should have the correct mode using FSGroup':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes when FSGroup is specified [LinuxOnly] [NodeFeature:FSGroup] volume on tmpfs should have the correct mode using FSGroup':
    { notYet: 'it has no test yet.' },
  '[sig-storage] EmptyDir volumes pod should support memory backed volumes of specified size': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] HostPath should give a volume the correct mode [LinuxOnly] [NodeConformance]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] HostPath should support r/w [NodeConformance]': { notYet: 'it has no test yet.' },
  '[sig-storage] HostPath should support subPath [NodeConformance]': { notYet: 'it has no test yet.' },
  '[sig-storage] Projected configMap should be consumable from pods in volume as non-root with defaultMode and fsGroup set [LinuxOnly] [NodeFeature:FSGroup]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected configMap should be consumable from pods in volume as non-root with FSGroup [LinuxOnly] [NodeFeature:FSGroup]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected configMap should be consumable from pods in volume with mappings as non-root with FSGroup [LinuxOnly] [NodeFeature:FSGroup]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected configMap Should fail non-optional pod creation due to configMap object does not exist [Slow]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected configMap Should fail non-optional pod creation due to the key in the configMap object does not exist [Slow]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected downwardAPI should provide podname as non-root with fsgroup [LinuxOnly] [NodeFeature:FSGroup]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected downwardAPI should provide podname as non-root with fsgroup and defaultMode [LinuxOnly] [NodeFeature:FSGroup]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected secret should be able to mount in a volume regardless of a different secret existing with same name in different namespace [NodeConformance]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected secret Should fail non-optional pod creation due to secret object does not exist [Slow]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Projected secret Should fail non-optional pod creation due to the key in the secret object does not exist [Slow]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Secrets Should fail non-optional pod creation due to secret object does not exist [Slow]': {
    notYet: 'it has no test yet.',
  },
  '[sig-storage] Secrets Should fail non-optional pod creation due to the key in the secret object does not exist [Slow]':
    { notYet: 'it has no test yet.' },
  '[sig-storage] Volumes NFSv4 should be mountable for NFSv4': { notYet: 'it has no test yet.' },
  '[sig-storage] Volumes NFSv3 should be mountable for NFSv3': { notYet: 'it has no test yet.' },
  '[sig-network] Networking Granular Checks: Pods should function for intra-pod communication: http [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-network] Networking Granular Checks: Pods should function for intra-pod communication: udp [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-network] Networking Granular Checks: Pods should function for node-pod communication: http [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-network] Networking Granular Checks: Pods should function for node-pod communication: udp [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-network] Networking Granular Checks: Pods should function for intra-pod communication: sctp [LinuxOnly][Feature:SCTPConnectivity]':
    { notApplicable: "Kubernetes' own test is not run where the kernel lacks SCTP, as here." },
  '[sig-network] Networking Granular Checks: Pods should function for node-pod communication: sctp [LinuxOnly][Feature:SCTPConnectivity]':
    { notApplicable: "Kubernetes' own test is not run where the kernel lacks SCTP, as here." },
  '[sig-scheduling] SchedulerPredicates [Serial] validates that there exists conflict between pods with same hostPort and protocol but one using 0.0.0.0 hostIP [Conformance]':
    { notYet: 'it has no test yet.' },
  '[sig-scheduling] SchedulerPredicates [Serial] validates resource limits of pods that are allowed to run [Conformance]':
    { notYet: 'it has no test yet.' },
};
