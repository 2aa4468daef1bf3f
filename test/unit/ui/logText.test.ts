import assert from 'node:assert/strict';
import { logLineText } from '../../../src/ui/logs/logText';

const line = (text: string, time = '2026-11-20T07:33:12.123456789Z') =>
  logLineText({ time, stream: 'stdout', text });

describe('logLineText', () => {
  it('has the time to the millisecond, and the container where asked', () => {
    assert.equal(line('hello'), '2026-11-20T07:33:12.123Z hello\n');
    assert.equal(line('hello', '2026-11-20T07:33:12Z'), '2026-11-20T07:33:12.000Z hello\n');
    const prefixed = logLineText({ time: '2026-11-20T07:33:12.5Z', stream: 'stderr', text: 'x' }, 'nginx');
    assert.equal(prefixed, '2026-11-20T07:33:12.500Z [nginx] x\n');
  });

  it('leaves out what only a terminal understands', () => {
    assert.equal(
      line('\u001b[1;31mred\u001b[0m \u001b]0;title\u0007end'),
      '2026-11-20T07:33:12.123Z red end\n',
    );
  });

  it('shows the last state of a line that was overwritten', () => {
    assert.equal(line('10 %\r20 %\r\n'), '2026-11-20T07:33:12.123Z 20 %\n');
  });
});
