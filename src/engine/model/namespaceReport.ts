/** Linux' namespaces in the order the inspector shows them; the names are those of /proc/<pid>/ns. */
export const namespaceKinds = ['net', 'ipc', 'uts', 'pid', 'mnt', 'user', 'cgroup', 'time'] as const;
export type NamespaceKind = (typeof namespaceKinds)[number];

/**
 * What the kernel made of a pod, as read from /proc at one moment: a plain value the panel draws and tests assert.
 */
export interface NamespaceReport {
  pod: { name: string; namespace: string; uid: string };
  /** RFC 3339. */
  takenAt: string;
  /** The sandbox first, then the containers in the order of the spec; only those with a running process. */
  members: NamespaceMember[];
  /** Spec'd containers without a process now, with the reason. */
  absent: { name: string; reason: string }[];
}

export interface NamespaceMember {
  role: 'sandbox' | 'container';
  /** The container's name; `POD` for the sandbox, as Kubernetes names it. */
  name: string;
  /** Pid of its first process on Docker's host. */
  pid: number;
  namespaces: Record<NamespaceKind, NamespaceCell>;
}

export interface NamespaceCell {
  /** The kernel's inode of the namespace; null where the kernel knows no such namespace. */
  inode: number | null;
  /**
   * Who is in it: `pod` (every member of the pod), `some` (several, not all), `private` (this one alone),
   * `host` (that of the host's init).
   */
  sharing: 'pod' | 'some' | 'private' | 'host';
  /** Names of the other members in the same namespace. */
  sharedWith: string[];
}
