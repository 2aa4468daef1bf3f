/**
 * Statements that no test of their own in this folder shows, by title: where else one shows it, or why it does not hold
 * here yet, or why it cannot matter on one machine without an API server.
 */
export const withoutTest: Readonly<
  Record<string, { shownBy: string } | { notYet: string } | { notApplicable: string }>
> = {
  '[sig-node] ConfigMap should run through a ConfigMap lifecycle [Conformance]': {
    notApplicable:
      'objects are files here, and whoever edits them changes them; there is no API server that could refuse.',
  },
  '[sig-node] Ephemeral Containers [NodeConformance] will start an ephemeral container in an existing pod [Conformance]':
    { notYet: 'containers cannot be added to a running pod yet.' },
  '[sig-node] Ephemeral Containers [NodeConformance] should update the ephemeral containers in an existing pod [Conformance]':
    { notYet: 'containers cannot be added to a running pod yet.' },
  '[sig-node] Lease lease API should be available [Conformance]': {
    notApplicable: 'leases are objects between nodes and an API server.',
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
  '[sig-node] RuntimeClass should schedule a Pod requesting a RuntimeClass without PodOverhead [NodeConformance] [Conformance]':
    { shownBy: 'test/docker/pods/runtimeClass.test.ts' },
  '[sig-node] RuntimeClass should schedule a Pod requesting a RuntimeClass and initialize its Overhead [NodeConformance] [Conformance]':
    { notApplicable: 'overhead is what a scheduler and a quota reckon with.' },
  '[sig-node] RuntimeClass should reject a Pod requesting a deleted RuntimeClass [NodeConformance] [Conformance]':
    { notApplicable: 'RuntimeClasses are no objects here: a setting maps them.' },
  '[sig-node] RuntimeClass  should support RuntimeClasses API operations [Conformance]': {
    notApplicable: 'RuntimeClasses are no objects here: a setting maps them.',
  },
  '[sig-node] Secrets should patch a secret [Conformance]': {
    notApplicable:
      'objects are files here, and whoever edits them changes them; there is no API server that could refuse.',
  },
  '[sig-node] NoExecuteTaintManager Multiple Pods [Serial] evicts pods with minTolerationSeconds [Disruptive] [Conformance]':
    { notApplicable: 'there are no nodes to taint.' },
  '[sig-node] NoExecuteTaintManager Single Pod [Serial] removing taint cancels eviction [Disruptive] [Conformance]':
    { notApplicable: 'there are no nodes to taint.' },
  '[sig-node] Node Lifecycle should run through the lifecycle of a node [Conformance]': {
    notApplicable: 'there are no nodes to taint.',
  },
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
  "[sig-node] Downward API [Serial] [Disruptive] [NodeFeature:DownwardAPIHugePages] Downward API tests for hugepages should provide container's limits.hugepages-<pagesize> and requests.hugepages-<pagesize> as env vars":
    { notApplicable: 'hugepages cannot be asked of Docker.' },
  '[sig-node] Downward API [Serial] [Disruptive] [NodeFeature:DownwardAPIHugePages] Downward API tests for hugepages should provide default limits.hugepages-<pagesize> from node allocatable':
    { notApplicable: 'hugepages cannot be asked of Docker.' },
  '[sig-node] ImageCredentialProvider [Feature:KubeletCredentialProviders] should be able to create pod with image credentials fetched from external credential provider':
    { notApplicable: "the kubelet's plugins are not there; Docker's credential helpers are asked instead." },
  '[sig-node] NodeLease NodeLease the kubelet should create and update a lease in the kube-node-lease namespace':
    { notApplicable: 'leases are objects between nodes and an API server.' },
  '[sig-node] NodeLease NodeLease should have OwnerReferences set': {
    notApplicable: 'leases are objects between nodes and an API server.',
  },
  '[sig-node] NodeLease NodeLease the kubelet should report node status infrequently': {
    notApplicable: 'leases are objects between nodes and an API server.',
  },
  '[sig-node] Pods should support pod readiness gates [NodeConformance]': {
    notApplicable: 'nobody but a controller sets the conditions of readiness gates.',
  },
  '[sig-node] PrivilegedPod [NodeConformance] should enable privileged commands [LinuxOnly]': {
    notYet: 'a privileged container cannot be started where the tests run.',
  },
  '[sig-node] Container Runtime blackbox test when running a container with a new image should not be able to pull image from invalid registry [NodeConformance]':
    { shownBy: 'test/docker/pods/badInput.test.ts' },
  '[sig-node] Container Runtime blackbox test when running a container with a new image should be able to pull image [NodeConformance]':
    { shownBy: 'test/docker/pods/imagePull.test.ts' },
  '[sig-node] Container Runtime blackbox test when running a container with a new image should not be able to pull from private registry without secret [NodeConformance]':
    { shownBy: 'test/docker/pods/credentials.test.ts' },
  '[sig-node] Container Runtime blackbox test when running a container with a new image should be able to pull from private registry with secret [NodeConformance]':
    { shownBy: 'test/docker/pods/credentials.test.ts' },
  '[sig-node] RuntimeClass should reject a Pod requesting a RuntimeClass with an unconfigured handler [NodeFeature:RuntimeHandler]':
    { shownBy: 'test/docker/pods/badInput.test.ts' },
  '[sig-node] RuntimeClass should run a Pod requesting a RuntimeClass with a configured handler [NodeFeature:RuntimeHandler]':
    { shownBy: 'test/docker/pods/runtimeClass.test.ts' },
  '[sig-node] Security Context When creating a pod with HostUsers must create the user namespace if set to false [LinuxOnly] [Feature:UserNamespacesSupport]':
    {
      notApplicable:
        'Docker has no user namespace to give to a single container: hostUsers false is refused at the field.',
    },
  '[sig-node] Security Context When creating a pod with HostUsers should mount all volumes with proper permissions with hostUsers=false [LinuxOnly] [Feature:UserNamespacesSupport]':
    {
      notApplicable:
        'Docker has no user namespace to give to a single container: hostUsers false is refused at the field.',
    },
  '[sig-node] Security Context When creating a pod with HostUsers should set FSGroup to user inside the container with hostUsers=false [LinuxOnly] [Feature:UserNamespacesSupport]':
    {
      notApplicable:
        'Docker has no user namespace to give to a single container: hostUsers false is refused at the field.',
    },
  '[sig-node] Security Context When creating a pod with privileged should run the container as privileged when true [LinuxOnly] [NodeFeature:HostAccess]':
    { notYet: 'a privileged container cannot be started where the tests run.' },
  '[sig-storage] ConfigMap should be immutable if `immutable` field is set [Conformance]': {
    notApplicable:
      'objects are files here, and whoever edits them changes them; there is no API server that could refuse.',
  },
  '[sig-storage] Downward API volume should update labels on modification [NodeConformance] [Conformance]': {
    notApplicable: 'a running pod is not changed in place: a changed manifest makes a new one.',
  },
  '[sig-storage] Downward API volume should update annotations on modification [NodeConformance] [Conformance]':
    { notApplicable: 'a running pod is not changed in place: a changed manifest makes a new one.' },
  '[sig-storage] Projected downwardAPI should update labels on modification [NodeConformance] [Conformance]':
    { notApplicable: 'a running pod is not changed in place: a changed manifest makes a new one.' },
  '[sig-storage] Projected downwardAPI should update annotations on modification [NodeConformance] [Conformance]':
    { notApplicable: 'a running pod is not changed in place: a changed manifest makes a new one.' },
  '[sig-storage] Secrets should be immutable if `immutable` field is set [Conformance]': {
    notApplicable:
      'objects are files here, and whoever edits them changes them; there is no API server that could refuse.',
  },
  '[sig-storage] Downward API [Serial] [Disruptive] [Feature:EphemeralStorage] Downward API tests for local ephemeral storage should provide default limits.ephemeral-storage from node allocatable':
    { notYet: 'the free space of the machine is not asked for.' },
  '[sig-storage] Volumes NFSv4 should be mountable for NFSv4': {
    notYet: 'there is no NFS server where the tests run.',
  },
  '[sig-storage] Volumes NFSv3 should be mountable for NFSv3': {
    notYet: 'there is no NFS server where the tests run.',
  },
  '[sig-network] Networking Granular Checks: Pods should function for intra-pod communication: udp [NodeConformance] [Conformance]':
    { notYet: 'the images that the tests have speak no UDP.' },
  '[sig-network] Networking Granular Checks: Pods should function for node-pod communication: udp [LinuxOnly] [NodeConformance] [Conformance]':
    { notYet: 'the images that the tests have speak no UDP.' },
  '[sig-network] Networking Granular Checks: Pods should function for intra-pod communication: sctp [LinuxOnly][Feature:SCTPConnectivity]':
    { notApplicable: "Kubernetes' own test is not run where the kernel lacks SCTP, as here." },
  '[sig-network] Networking Granular Checks: Pods should function for node-pod communication: sctp [LinuxOnly][Feature:SCTPConnectivity]':
    { notApplicable: "Kubernetes' own test is not run where the kernel lacks SCTP, as here." },
  '[sig-scheduling] SchedulerPredicates [Serial] validates resource limits of pods that are allowed to run [Conformance]':
    { shownBy: 'test/unit/capacity.test.ts' },
};
