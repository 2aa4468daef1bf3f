import { podTests } from '../support/podTests';

export type { PodTrial as StatementTrial } from '../support/podTests';

/**
 * The tests of one topic, each named by the title of Kubernetes' own end-to-end test, as docs/CONFORMANCE.md lists them.
 */
export function statements(
  topic: string,
  define: Parameters<typeof podTests>[1],
  options?: Parameters<typeof podTests>[2],
): void {
  podTests(`conformance: ${topic}`, define, options);
}
