import type { Container } from '../../model/pod';
import type { PlannedContainer, PlanReason, PodPlan } from '../podPlan';
import { handlerReasons } from './handlerReasons';
import { present } from './present';
import { resourceReasons } from './resourceReasons';
import { securityReasons } from './securityReasons';

type Plan = Omit<PodPlan, 'reasons'>;

/** What one container is asked for; `path` is that of its entry in the manifest. */
export function containerReasons(plan: Plan, planned: PlannedContainer, path: string): PlanReason[] {
  const { name, config } = planned;
  const subject = `container ${name}`;
  return [
    {
      subject,
      what: `container from ${config.image} in the sandbox's network and IPC namespaces`,
      why: 'containers of a pod reach each other on localhost',
      path,
    },
    ...orderReasons(plan, planned, subject, path),
    ...pidReasons(planned, subject),
    ...programReasons(planned, subject, path),
    ...environmentReasons(planned.spec, subject, path),
    ...mountReasons(planned, subject, path),
    ...securityReasons(plan, planned, subject, path),
    ...resourceReasons(subject, `${path}.resources`, config.resources),
    ...handlerReasons(planned, subject, path),
    restartReason(planned, subject, path),
  ];
}

function orderReasons(plan: Plan, planned: PlannedContainer, subject: string, path: string): PlanReason[] {
  if (planned.role === 'app') return [];
  const before = plan.initContainers[plan.initContainers.indexOf(planned) - 1];
  const start = before
    ? `started when ${before.name} ${before.role === 'sidecar' ? 'has started' : 'has ended with 0'}`
    : 'started first';
  return [
    planned.role === 'sidecar'
      ? {
          subject,
          what: `${start}; it stays`,
          why: 'a sidecar: stopped after the containers',
          path: `${path}.restartPolicy`,
        }
      : { subject, what: `${start}; the next waits for its end`, why: 'an init container', path },
  ];
}

function pidReasons({ config: { pidNamespace } }: PlannedContainer, subject: string): PlanReason[] {
  return present([
    pidNamespace === 'POD' && {
      subject,
      what: "the sandbox's PID namespace",
      why: 'asked for',
      path: 'spec.shareProcessNamespace',
    },
    pidNamespace === 'NODE' && {
      subject,
      what: "the host's PID namespace",
      why: 'asked for',
      path: 'spec.hostPID',
    },
  ]);
}

function programReasons({ config }: PlannedContainer, subject: string, path: string): PlanReason[] {
  return present([
    config.command && {
      subject,
      what: 'Entrypoint of its own',
      why: "command takes the place of the image's ENTRYPOINT and drops its CMD",
      path: `${path}.command`,
    },
    config.args && {
      subject,
      what: 'Cmd of its own',
      why: "args take the place of the image's CMD",
      path: `${path}.args`,
    },
    config.stopSignal && {
      subject,
      what: `stop signal ${config.stopSignal}`,
      why: "in place of the image's",
      path: `${path}.lifecycle.stopSignal`,
    },
  ]);
}

/** Where variables come from: names of objects and fields, never a value. */
function environmentReasons(
  { env = [], envFrom = [] }: Container,
  subject: string,
  path: string,
): PlanReason[] {
  const all = envFrom.map(({ prefix, configMapRef, secretRef }, index) => ({
    subject,
    what: `every key of ${configMapRef ? `ConfigMap ${configMapRef.name}` : `Secret ${secretRef?.name}`} as a variable${prefix ? `, ${prefix} before its name` : ''}`,
    why: 'looked up when the container is created',
    path: `${path}.envFrom[${index}]`,
  }));
  const single = env.flatMap(({ name, valueFrom }, index) => {
    if (!valueFrom) return [];
    const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef, fileKeyRef } = valueFrom;
    const from = configMapKeyRef
      ? `${configMapKeyRef.key} of ConfigMap ${configMapKeyRef.name}`
      : secretKeyRef
        ? `${secretKeyRef.key} of Secret ${secretKeyRef.name}`
        : fileKeyRef
          ? `${fileKeyRef.key} of ${fileKeyRef.path} in volume ${fileKeyRef.volumeName}`
          : (fieldRef?.fieldPath ?? resourceFieldRef?.resource ?? 'nothing');
    return [
      {
        subject,
        what: `variable ${name} from ${from}`,
        why: 'looked up when the container is created',
        path: `${path}.env[${index}].valueFrom`,
      },
    ];
  });
  return [...all, ...single];
}

function mountReasons(
  { config: { mounts }, spec }: PlannedContainer,
  subject: string,
  path: string,
): PlanReason[] {
  return mounts.map((mount) => {
    const index = (spec.volumeMounts ?? []).findIndex(({ mountPath }) =>
      [mountPath, `/${mountPath}`].includes(mount.containerPath),
    );
    // The engine's own: the manifest names no mount for it.
    if (index < 0) {
      return {
        subject,
        what: `a file of the attempt's own at ${mount.containerPath}`,
        why: 'its termination message is read from it',
        path: `${path}.terminationMessagePath`,
      };
    }
    const subPath = mount.subPath ? `, ${mount.subPath} in it` : '';
    return {
      subject,
      what: `volume ${mount.volume}${subPath} at ${mount.containerPath}${mount.readonly ? ', read-only' : ''}`,
      why: mount.readonly && mount.recursiveReadOnly ? 'mounts below it are read-only as well' : 'asked for',
      path: `${path}.volumeMounts[${index}]`,
    };
  });
}

function restartReason(planned: PlannedContainer, subject: string, path: string): PlanReason {
  const rules = planned.restartPolicyRules.length ? ' and its own rules' : '';
  return {
    subject,
    what: 'no restart policy at Docker',
    why: `the engine restarts it by restartPolicy ${planned.restartPolicy}${rules}: as a new attempt, with back-off`,
    path: planned.spec.restartPolicy ? `${path}.restartPolicy` : 'spec.restartPolicy',
  };
}
