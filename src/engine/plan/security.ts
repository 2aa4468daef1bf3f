import type { Container, Pod } from '../model/pod';
import type { LinuxContainerSecurity } from './podPlan';

/**
 * The security settings of one container: its own over the pod's.
 * Rule: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
 */
export function linuxSecurity(pod: Pod, container: Container): LinuxContainerSecurity {
  const own = container.securityContext ?? {};
  const user = own.runAsUser ?? pod.spec.securityContext?.runAsUser;
  const group = own.runAsGroup ?? pod.spec.securityContext?.runAsGroup;
  const userText = `${user ?? ''}${group === undefined ? '' : `:${group}`}`;
  return {
    ...(userText ? { user: userText } : {}),
    supplementalGroups: [],
    selinuxLabels: [],
    unmaskedProc: false,
    privileged: own.privileged ?? false,
    noNewPrivileges: own.allowPrivilegeEscalation === false,
    readonlyRootfs: own.readOnlyRootFilesystem ?? false,
    addCapabilities: own.capabilities?.add ?? [],
    dropCapabilities: own.capabilities?.drop ?? [],
  };
}
