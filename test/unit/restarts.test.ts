import assert from 'node:assert/strict';
import { EngineError } from '../../src/engine/model/engineError';
import { Restarts } from '../../src/engine/supervise/restarts';
import { at, containerStatus, observedOf, planOf, podOf, sandboxStatus } from './support/pods';

describe('what a container was refused', () => {
  it('is over once one has started after it, also where another window began anew with attempt 0', () => {
    const pod = podOf(['a']);
    const plan = planOf(pod);
    const restarts = new Restarts(() => undefined);
    const error = new EngineError('docker-failed');
    const start = { name: 'a', attempt: 2 };
    restarts.noteHeldUp([{ start, reason: 'RunContainerError', error, hasEnded: true }], Date.parse(at(10)));
    const seen = (seconds: number) => {
      const specHash = plan.containers[0]?.specHash ?? '';
      const running = containerStatus('a', { specHash, attempt: 0, startedAt: at(seconds) });
      restarts.learn(observedOf(sandboxStatus(pod), running), plan);
      return restarts.problems.length;
    };
    assert.deepEqual([seen(9), seen(11)], [1, 0]);
  });
});
