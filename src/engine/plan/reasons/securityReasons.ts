import type { SharedSecurityContext } from '../../model/pod';
import type { PlannedContainer, PlanReason, PodPlan } from '../podPlan';
import { effective, seccompFile, seccompType } from '../security';
import { present } from './present';

/** Who the container runs as and what it may, each with the field that says so: the container's own or the pod's. */
export function securityReasons(
  { pod }: Omit<PodPlan, 'reasons'>,
  { spec, config: { security } }: PlannedContainer,
  subject: string,
  path: string,
): PlanReason[] {
  const own = `${path}.securityContext`;
  const at = (field: keyof SharedSecurityContext) =>
    `${spec.securityContext?.[field] === undefined ? 'spec.securityContext' : own}.${field}`;
  const user = effective(pod, spec, 'runAsUser');
  const group = effective(pod, spec, 'runAsGroup');
  const strict = pod.spec.securityContext?.supplementalGroupsPolicy === 'Strict';
  return present([
    user !== undefined && { subject, what: `user ${user}`, why: 'asked for', path: at('runAsUser') },
    group !== undefined && { subject, what: `group ${group}`, why: 'asked for', path: at('runAsGroup') },
    effective(pod, spec, 'runAsNonRoot') && {
      subject,
      what: 'no start as root',
      why: "the user, or the image's, is looked at before it is created",
      path: at('runAsNonRoot'),
    },
    security.supplementalGroups.length > 0 && {
      subject,
      what: `groups ${security.supplementalGroups.join(', ')}`,
      why: 'fsGroup and supplementalGroups of the pod',
      path: 'spec.securityContext.supplementalGroups',
    },
    strict && {
      subject,
      what: "no groups of the image's /etc/group",
      why: 'the policy Strict; Docker takes none where the user has a group',
      path: 'spec.securityContext.supplementalGroupsPolicy',
    },
    security.privileged && { subject, what: 'privileged', why: 'asked for', path: `${own}.privileged` },
    security.noNewPrivileges && {
      subject,
      what: 'no new privileges',
      why: 'privilege escalation is not allowed',
      path: `${own}.allowPrivilegeEscalation`,
    },
    security.readonlyRootfs && {
      subject,
      what: 'a read-only root file system',
      why: 'asked for',
      path: `${own}.readOnlyRootFilesystem`,
    },
    security.addCapabilities.length > 0 && {
      subject,
      what: `capabilities ${security.addCapabilities.join(', ')}`,
      why: "beyond Docker's own, which are those of Kubernetes' runtimes",
      path: `${own}.capabilities.add`,
    },
    security.dropCapabilities.length > 0 && {
      subject,
      what: `without capabilities ${security.dropCapabilities.join(', ')}`,
      why: 'a drop wins over an add',
      path: `${own}.capabilities.drop`,
    },
    seccompReason(pod, spec, subject, at('seccompProfile')),
    security.apparmor && {
      subject,
      what: `AppArmor profile ${security.apparmor}`,
      why: 'asked for',
      path: at('appArmorProfile'),
    },
    security.selinuxLabels.length > 0 && {
      subject,
      what: `SELinux ${security.selinuxLabels.join(', ')}`,
      why: 'asked for',
      path: at('seLinuxOptions'),
    },
    security.unmaskedProc && {
      subject,
      what: 'all of /proc, writable',
      why: 'procMount Unmasked',
      path: `${own}.procMount`,
    },
  ]);
}

function seccompReason(
  pod: PodPlan['pod'],
  spec: PlannedContainer['spec'],
  subject: string,
  path: string,
): PlanReason {
  const type = seccompType(pod, spec);
  if (type === 'Localhost') {
    const what = `the seccomp profile ${seccompFile(pod, spec)}`;
    return { subject, what, why: 'read beside the manifest when it is created', path };
  }
  if (type === 'RuntimeDefault') return { subject, what: "Docker's seccomp profile", why: 'asked for', path };
  const why = spec.securityContext?.privileged
    ? 'a privileged container has none'
    : "Kubernetes' default, other than Docker's";
  return { subject, what: 'no seccomp profile', why, path };
}
