import type { ContainerState, ContainerStatus } from '../../model/podStatus';
import { dateText } from './dateText';
import { type Row, row } from './rows';

/** What has become of a container. */
export function describeStatus({ state, lastState, ready, restartCount }: ContainerStatus): Row[] {
  return [
    ...describeState('State', state),
    ...(lastState?.terminated ? describeState('Last State', lastState) : []),
    ...row(2, 'Ready:', ready ? 'True' : 'False'),
    ...row(2, 'Restart Count:', String(restartCount)),
  ];
}

function describeState(title: string, { waiting, running, terminated }: ContainerState): Row[] {
  if (running) {
    return [...row(2, `${title}:`, 'Running'), ...row(3, 'Started:', dateText(running.startedAt))];
  }
  const { reason, message } = terminated ?? waiting ?? {};
  return [
    ...row(2, `${title}:`, terminated ? 'Terminated' : 'Waiting'),
    ...(reason ? row(3, 'Reason:', reason) : []),
    ...(message ? row(3, 'Message:', message) : []),
    ...(terminated ? describeEnd(terminated) : []),
  ];
}

function describeEnd(terminated: NonNullable<ContainerState['terminated']>): Row[] {
  const { exitCode, signal, startedAt, finishedAt } = terminated;
  return [
    ...row(3, 'Exit Code:', String(exitCode)),
    ...(signal ? row(3, 'Signal:', String(signal)) : []),
    ...row(3, 'Started:', dateText(startedAt)),
    ...row(3, 'Finished:', dateText(finishedAt)),
  ];
}
