import type { Reading } from '../reading';
import { checkRange } from './checks';
import type { DraftContainer, DraftLifecycle } from './draft';
import { fault, stands, withSuggestion } from './fault';
import type { PodFacts } from './podFacts';
import { validateHandler } from './validateHandler';

/** Holds the hooks and the stop signal of a container against the API server's rules. */
export function validateLifecycle(reading: Reading, container: DraftContainer, pod: PodFacts): void {
  const { lifecycle } = container;
  if (!lifecycle) return;
  for (const hook of [lifecycle.postStart, lifecycle.preStop]) {
    if (!hook) continue;
    validateHandler(reading, hook, ['exec', 'httpGet', 'tcpSocket', 'sleep'], container);
    if (hook.sleep) checkRange(reading, hook.sleep, 'seconds', [0, pod.gracePeriod], 'sleep');
  }
  if (stands(reading, lifecycle, 'stopSignal')) validateStopSignal(reading, lifecycle, pod);
}

function validateStopSignal(reading: Reading, lifecycle: DraftLifecycle, { spec }: PodFacts): void {
  if (!spec.os) fault(reading, lifecycle, 'stopSignal', 'needs', { needed: 'spec.os.name' }, 'key');
  const { stopSignal } = lifecycle;
  if (stopSignal === undefined || signals.has(stopSignal)) return;
  const args = { value: stopSignal, rule: 'signal' };
  // `TERM` and `sigterm` are meant as SIGTERM.
  const upper = stopSignal.toUpperCase();
  const full = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  fault(reading, lifecycle, 'stopSignal', 'invalid-value', withSuggestion(reading, args, full, signals));
}

const realTime = Array.from({ length: 15 }, (_, at) => at + 1);

/** Linux' signals as the API names them. */
const signals: ReadonlySet<string> = new Set(
  [
    ...[
      'ABRT',
      'ALRM',
      'BUS',
      'CHLD',
      'CLD',
      'CONT',
      'FPE',
      'HUP',
      'ILL',
      'INT',
      'IO',
      'IOT',
      'KILL',
      'PIPE',
    ],
    ...[
      'POLL',
      'PROF',
      'PWR',
      'QUIT',
      'SEGV',
      'STKFLT',
      'STOP',
      'SYS',
      'TERM',
      'TRAP',
      'TSTP',
      'TTIN',
      'TTOU',
    ],
    ...['URG', 'USR1', 'USR2', 'VTALRM', 'WINCH', 'XCPU', 'XFSZ', 'RTMIN', 'RTMAX'],
    ...realTime.map((at) => `RTMIN+${at}`),
    ...realTime.slice(0, -1).map((at) => `RTMAX-${at}`),
  ].map((name) => `SIG${name}`),
);
