/** Kubernetes' field list and its website's manifests, where they are at hand; tests that need them skip elsewhere. */
export const kubernetesFacts = process.env.KUBERNETES_FACTS ?? '../shared/kubernetes';
