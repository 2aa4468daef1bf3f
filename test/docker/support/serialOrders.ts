import type { PodSnapshot } from '../../../src/engine/model/podSnapshot';

/** What people ask for of a pod; the number says by which of its manifests. */
export type Order = { kind: 'run'; edition: number } | { kind: 'stop' | 'restart' | 'remove' };

/** What stands of a pod: nothing, or one by a manifest. */
export type Stand = 'nothing' | `${'running' | 'stopped'} ${number}`;

/** What one order makes of it; undefined where it must be refused, there being no such pod. */
export function afterOrder(stand: Stand, order: Order): Stand | undefined {
  if (order.kind === 'run') return `running ${order.edition}`;
  if (order.kind === 'remove') return 'nothing';
  if (stand === 'nothing') return undefined;
  const edition = Number(stand.split(' ')[1]);
  return order.kind === 'stop' ? `stopped ${edition}` : `running ${edition}`;
}

/** What two orders at one moment may come to: what one after the other comes to, either first. */
export function standsAfter(before: Stand, one: Order, other: Order): Set<Stand> {
  return new Set(
    [
      [one, other],
      [other, one],
    ].map((orders) => orders.reduce((stand, order) => afterOrder(stand, order) ?? stand, before)),
  );
}

/**
 * What a restart may come to beside another window's order in rare cases, though no serial order does: Docker can make no
 * container on condition that another still stands under its name, so the restart may come through behind it.
 */
export function overtakenBy(before: Stand, one: Order, other: Order): Stand | undefined {
  const isOvertaken = [one, other].some(({ kind }) => kind === 'restart') && before !== 'nothing';
  return isOvertaken ? afterOrder(before, { kind: 'restart' }) : undefined;
}

/** The codes that an order may be refused with, the other being given at the same moment. */
export function refusalsOf(before: Stand, order: Order, other: Order): string[] {
  // A run may replace the pod: for a moment there is none.
  const standings = [
    before,
    afterOrder(before, other) ?? before,
    ...(other.kind === 'run' ? ['nothing' as const] : []),
  ];
  const isRefused = standings.some((stand) => afterOrder(stand, order) === undefined);
  const makes = order.kind === 'run' || order.kind === 'restart';
  const isOverruled = makes && wordOf(order) !== wordOf(other);
  // Where it is removed as soon as it stands, there is nothing to show of it.
  const isGone = makes && other.kind === 'remove';
  return [...(isRefused || isGone ? ['pod-not-found'] : []), ...(isOverruled ? ['cancelled'] : [])];
}

/** As messages name it. */
export function wordOf(order: Order): string {
  return order.kind === 'run' ? `run ${order.edition}` : order.kind;
}

/** What an engine shows; `changing` where it is neither. */
export function standOf(
  snapshot: PodSnapshot | undefined,
  specHashes: readonly string[],
): Stand | 'changing' {
  if (!snapshot) return 'nothing';
  const edition = specHashes.indexOf(snapshot.specHash);
  const { containerStatuses } = snapshot.status;
  if (snapshot.activity || edition < 0) return 'changing';
  if (snapshot.desired === 'Running' && containerStatuses.every(({ state }) => state.running))
    return `running ${edition}`;
  const hasEnded = containerStatuses.every(({ state }) => !state.running);
  return snapshot.desired === 'Stopped' && hasEnded ? `stopped ${edition}` : 'changing';
}
