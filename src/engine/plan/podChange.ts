import { allContainers } from '../model/allContainers';
import type { PodSpec } from '../model/pod';
import { changedFields } from './changedFields';
import type { PlannedContainer, PodPlan } from './podPlan';
import { hashOf } from './specHash';

/** What a changed manifest asks of a pod that stands. */
export interface PodChange {
  /**
   * `none`: the manifests mean the same. `inPlace`: nothing is replaced. `containers`: these alone are, in the sandbox
   * that stands. `pod`: everything is.
   */
  kind: 'none' | 'inPlace' | 'containers' | 'pod';
  /** Names of the containers that are replaced, made or ended; of `pod` those that run. */
  containers: string[];
  /** Paths of the fields that are other than before, `spec.containers[0].image`: the least that say it all. */
  fields: string[];
}

/** Compares what a pod is with what a manifest wants it to be; both are planned by this version. Pure. */
export function podChangeOf(standing: PodPlan, next: PodPlan): PodChange {
  const fields = changedFields(manifestOf(standing), manifestOf(next));
  if (fields.length === 0) return { kind: 'none', containers: [], fields };
  if (isOfPod(standing, next)) return { kind: 'pod', containers: stayingOf(standing).map(nameOf), fields };
  const containers = changedContainers(standing, next);
  return { kind: containers.length > 0 ? 'containers' : 'inPlace', containers, fields };
}

/** As it comes back from where Docker keeps it. */
function manifestOf({ pod: { metadata, spec } }: PodPlan): unknown {
  return JSON.parse(JSON.stringify({ metadata, spec }));
}

/** The pod's own fields that hold from now on, without anything being made anew; or that mean nothing on one machine. */
const inPlace = new Set<string>([
  ...([
    'restartPolicy',
    'terminationGracePeriodSeconds',
    'activeDeadlineSeconds',
  ] satisfies (keyof PodSpec)[]),
  ...(['imagePullSecrets', 'enableServiceLinks', 'overhead'] satisfies (keyof PodSpec)[]),
  ...['affinity', 'nodeName', 'nodeSelector', 'preemptionPolicy', 'priority', 'priorityClassName'],
  ...['schedulerName', 'schedulingGates', 'schedulingGroup', 'tolerations', 'topologySpreadConstraints'],
  ...['automountServiceAccountToken', 'readinessGates'],
]);

/** Something has changed that all of the pod lives in, or that is done once in its life. */
function isOfPod(standing: PodPlan, next: PodPlan): boolean {
  return (
    !areSame(shared(standing), shared(next)) ||
    !areSame(initial(standing), initial(next)) ||
    stayingOf(standing).some((one) => {
      const other = allContainers(next).find(({ name }) => name === one.name);
      return other && (other.role !== one.role || !fitsInto(one, other));
    })
  );
}

/** The sandbox without its labels, which say whose it is, and the fields of the spec that no container has for itself. */
function shared({ sandbox: { labels: _, ...sandbox }, pod: { spec } }: PodPlan): object {
  const { containers: _c, initContainers: _i, ...own } = spec;
  return { sandbox, own: Object.fromEntries(Object.entries(own).filter(([field]) => !inPlace.has(field))) };
}

/** Init containers have run: whether they run again is the next sandbox's. */
function initial({ initContainers }: PodPlan): object[] {
  return initContainers
    .filter(({ role }) => role === 'init')
    .map(({ name, specHash }) => ({ name, specHash }));
}

/** Of one whose own entry is as it was, the pod's part is, too: its hostPaths, or the settings it is run with. */
function fitsInto(one: PlannedContainer, other: PlannedContainer): boolean {
  return one.specHash !== other.specHash || areSame(one.config, other.config);
}

function changedContainers(standing: PodPlan, next: PodPlan): string[] {
  const before = stayingOf(standing);
  const after = stayingOf(next);
  const isIn = (all: readonly PlannedContainer[], { name, specHash }: PlannedContainer) =>
    all.some((one) => one.name === name && one.specHash === specHash);
  const ended = before.filter(({ name }) => !after.some((one) => one.name === name));
  return [...after.filter((one) => !isIn(before, one)), ...ended].map(nameOf);
}

/** Those that stay while the pod lives. */
function stayingOf(plan: PodPlan): PlannedContainer[] {
  return allContainers(plan).filter(({ role }) => role !== 'init');
}

function areSame(one: unknown, other: unknown): boolean {
  return hashOf(one) === hashOf(other);
}

function nameOf({ name }: PlannedContainer): string {
  return name;
}
