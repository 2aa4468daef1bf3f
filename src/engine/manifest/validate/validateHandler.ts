import type { Reading } from '../reading';
import { checkExactlyOne, checkName, checkRange, requireField } from './checks';
import type { DraftContainer, DraftHandler } from './draft';
import { fault, withSuggestion } from './fault';
import { keepsRule } from './nameRules';

/** Holds what a probe or hook does against the API server's rules; `kinds` are the ways it may have. */
export function validateHandler(
  reading: Reading,
  handler: DraftHandler,
  kinds: readonly string[],
  container: DraftContainer,
): void {
  checkExactlyOne(reading, handler, kinds);
  const { exec, httpGet, tcpSocket, grpc } = handler;
  if (exec) requireField(reading, exec, 'command');
  if (httpGet) {
    checkPort(reading, httpGet, container);
    for (const header of httpGet.httpHeaders ?? []) checkName(reading, header, 'name', 'header-name');
  }
  if (tcpSocket) checkPort(reading, tcpSocket, container);
  if (grpc) checkRange(reading, grpc, 'port', [1, 65535], 'port');
}

/** A number, or the name of a port of the container; of another, Kubernetes finds out only when it knocks. */
function checkPort(
  reading: Reading,
  owner: { port?: number | string | undefined },
  { ports = [] }: DraftContainer,
) {
  const { port } = owner;
  checkRange(reading, owner, 'port', [1, 65535], 'port');
  if (typeof port !== 'string') return;
  if (!keepsRule(port, 'port-name')) {
    fault(reading, owner, 'port', 'invalid-name', { value: port, rule: 'port-name' });
    return;
  }
  const names = ports.flatMap(({ name }) => name ?? []);
  if (names.includes(port)) return;
  fault(
    reading,
    owner,
    'port',
    'unknown-port',
    withSuggestion(reading, { name: port }, port, names),
    'value',
    'warning',
  );
}
