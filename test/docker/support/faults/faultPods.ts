import type { Pod } from '../../../../src/engine/model/pod';
import { podUid } from '../../../../src/engine/plan/names';
import { type EngineTrial, idle, script, textObject } from '../engineTrial';

/** A pod to which things happen, and what is known of it so far. */
export interface FaultPod {
  pod: Pod;
  key: { namespace: string; name: string };
  uid: string;
  /** Run as long as the pod does, sidecars among them. */
  running: string[];
  /** Run to their end before the others. */
  initial: string[];
  /** By container: how often it had been restarted when the pod was last whole. */
  counts: Map<string, number>;
}

/** The ConfigMap of the pod `ordered`. */
export const settings = (namespace: string) =>
  textObject('ConfigMap', namespace, 'settings', { greeting: 'hello' });

/**
 * Pods of all kinds whose parts depend on one another. Each container has a disk, on which stands what a test wrote
 * there, and where it is so asked, volumes in memory.
 */
export function faultPods(trial: EngineTrial, withMemory: boolean): FaultPod[] {
  const memory = { name: 'memory', emptyDir: { medium: 'Memory' as const } };
  const volumes = [{ name: 'disk', emptyDir: {} }, ...(withMemory ? [memory] : [])];
  const volumeMounts = volumes.map(({ name }) => ({ name, mountPath: `/${name}` }));
  const mounted = (name: string) => ({ name, ...idle, volumeMounts });
  const configMap = withMemory ? [{ name: 'settings', configMap: { name: 'settings' } }] : [];
  const settingsMount = configMap.map(({ name }) => ({ name, mountPath: '/settings' }));
  const server = {
    ...mounted('app'),
    ...script('mkdir /www; echo ok > /www/ok; httpd -p 80 -h /www; while :; do sleep 1 & wait; done'),
    volumeMounts: [...volumeMounts, ...settingsMount],
    readinessProbe: { httpGet: { path: '/ok', port: 80 }, periodSeconds: 1 },
    livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: 1, failureThreshold: 10 },
  };
  const failing = script('trap "exit 3" TERM; while :; do sleep 1 & wait; done');
  const pods = [
    trial.pod('plain', [mounted('a'), mounted('b')], { volumes }),
    trial.pod('ordered', [server, mounted('other')], {
      volumes: [...volumes, ...configMap],
      initContainers: [
        { ...mounted('setup'), command: ['sh', '-c', 'echo set up >> /disk/log'] },
        { ...mounted('side'), restartPolicy: 'Always' },
      ],
    }),
    trial.pod(
      'on-failure',
      [
        { ...mounted('a'), ...failing },
        { ...mounted('b'), ...failing },
      ],
      {
        volumes,
        restartPolicy: 'OnFailure',
      },
    ),
    trial.pod('shared', [mounted('a'), mounted('b')], { volumes, shareProcessNamespace: true }),
    trial.pod('limited', [mounted('a')], { volumes, resources: { limits: { memory: '64Mi' } } }),
  ];
  return pods.map((pod) => faultPod(pod));
}

function faultPod(pod: Pod): FaultPod {
  const { name, namespace = '' } = pod.metadata;
  const init = pod.spec.initContainers ?? [];
  const isSidecar = ({ restartPolicy }: { restartPolicy?: string }) => restartPolicy === 'Always';
  const key = { namespace, name };
  return {
    pod,
    key,
    uid: podUid(key),
    running: [...init.filter(isSidecar), ...pod.spec.containers].map((container) => container.name),
    initial: init.filter((container) => !isSidecar(container)).map((container) => container.name),
    counts: new Map(),
  };
}
