import * as vscode from 'vscode';
import type { InspectorStrings } from '../../webview/protocol';

/** The panel's words. `title` is that of the pod it is about. */
export function inspectorStrings(title: string): InspectorStrings {
  const { t } = vscode.l10n;
  return {
    language: vscode.env.language,
    title: t('Pod {0}', title),
    loading: t('Reading the namespaces from the kernel…'),
    retry: t('Retry'),
    readAt: t('Live, read from the kernel at {0}', '{0}'),
    lastReadAt: t('Last read from the kernel at {0}', '{0}'),
    gone: t('This pod is gone. The panel follows it again as soon as a pod of this name runs.'),
    noProcess: t('No container of this pod has a process now, so it has no namespaces.'),
    gridCaption: t('Namespaces of each container: the kernel’s number of each, and who shares it'),
    member: t('Member'),
    sandbox: t('sandbox'),
    pid: t('pid {0}', '{0}'),
    absent: t('Without a process now'),
    noSuchNamespace: t('not in this kernel'),
    legend: t('Who shares a namespace'),
    sharing: sharingStrings(),
    kinds: kindStrings(),
    kindsTitle: t('What each kind isolates'),
    conditions: t('Conditions'),
    events: t('Events'),
    warning: t('Warning'),
    sandboxNote: t(
      'The sandbox is the container that holds the pod’s shared namespaces; the others join them and may come and go.',
    ),
    utsNote: t(
      'uts: every container has the pod’s hostname, in a namespace of its own. Docker cannot join a container to the UTS namespace of another, so the hostname is set in each; changing it in one container changes it there alone.',
    ),
  };
}

function sharingStrings(): InspectorStrings['sharing'] {
  const { t } = vscode.l10n;
  return {
    pod: {
      cell: t('whole pod'),
      name: t('Whole pod'),
      about: t('sandbox and all containers are in it'),
    },
    some: { cell: t('with {0}', '{0}'), name: t('Some'), about: t('several containers, not all') },
    private: { cell: t('private'), name: t('Private'), about: t('this one alone') },
    host: { cell: t('host'), name: t('Host'), about: t('that of the machine itself: nothing is isolated') },
  };
}

function kindStrings(): InspectorStrings['kinds'] {
  const { t } = vscode.l10n;
  return {
    net: { name: t('Network'), about: t('Interfaces, addresses, ports: who shares it meets on localhost.') },
    ipc: { name: t('IPC'), about: t('Shared memory, semaphores and message queues.') },
    uts: { name: t('Hostname'), about: t('The name the machine seems to have.') },
    pid: { name: t('Processes'), about: t('Which processes are seen and can be signalled.') },
    mnt: { name: t('Mounts'), about: t('The file system: each container has its image’s own.') },
    user: { name: t('Users'), about: t('What user and root mean outside of it.') },
    cgroup: { name: t('Cgroup'), about: t('Which part of the tree of limits is seen as its root.') },
    time: { name: t('Time'), about: t('Offsets of the clocks that count from boot.') },
  };
}
