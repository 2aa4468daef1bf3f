import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { readManifest } from '../../src/engine/manifest/readManifest';
import { allContainers } from '../../src/engine/model/allContainers';
import type { PodEvent } from '../../src/engine/model/podEvent';
import { humanDuration } from '../../src/engine/observe/describe/humanDuration';
import { aligned, row } from '../../src/engine/observe/describe/rows';
import { describePod } from '../../src/engine/observe/describePod';
import { podSnapshotOf } from '../../src/engine/observe/podSnapshotOf';
import { at, containerStatus, exited, key, observedOf, planOf, sandboxStatus } from './support/pods';

const golden = 'test/golden/describe/web.txt';

const manifest = readFileSync('test/golden/describe/web.yaml', 'utf8');

const events: PodEvent[] = [
  {
    type: 'Normal',
    reason: 'Pulled',
    message: 'Container image "nginx:1.28-alpine" already present on machine',
    fieldPath: 'spec.containers{app}',
    count: 4,
    firstTimestamp: at(0),
    lastTimestamp: at(420),
  },
  {
    type: 'Warning',
    reason: 'Unhealthy',
    message: 'Readiness probe failed: \u001b[31mno\u001b[0m\nfile',
    fieldPath: 'spec.containers{app}',
    count: 1,
    firstTimestamp: at(590),
    lastTimestamp: at(590),
  },
];

function described(): string {
  const [document] = readManifest(manifest).pods;
  assert.ok(document?.pod);
  const plan = planOf(document.pod);
  const sandbox = sandboxStatus(document.pod, { hostIP: '172.18.0.1', attempt: 1 });
  const of = (name: string) => {
    const { specHash = '' } = allContainers(plan).find((planned) => planned.name === name) ?? {};
    return { sandboxId: sandbox.id, specHash };
  };
  const observed = observedOf(
    sandbox,
    exited('setup', 0, { ...of('setup'), terminationMessage: 'all set\nup' }),
    containerStatus('proxy', of('proxy')),
    exited('app', 137, { ...of('app'), oomKilled: true }),
    containerStatus('app', { ...of('app'), attempt: 1, startedAt: at(30) }),
  );
  const view = {
    plan,
    source: 'file:///web.yaml',
    createdAt: at(0),
    notes: new Map([['side', { reason: 'ImagePullBackOff', message: 'Back-off pulling image' }]]),
    problems: [],
    inPostStart: () => false,
    started: () => true,
    ready: (id: string) => id !== 'app-1',
  };
  const now = Date.parse(at(600));
  const snapshot = podSnapshotOf(key, view, observed, now);
  return describePod(snapshot, events, { now, nodeName: 'node-1', endpoint: 'unix:///var/run/docker.sock' });
}

describe('description of a pod', () => {
  it('is as kubectl writes it', () => {
    const text = described();
    if (process.env.RESET_RESULTS) writeFileSync(golden, text);
    assert.equal(text, readFileSync(golden, 'utf8'));
  });

  it('has nothing in it that a terminal obeys, nor a line that somebody else wrote', () => {
    const text = described();
    assert.ok(text.includes('no\\u{1b}[0m\n'));
    assert.ok(!/[^\P{Cc}\n]/u.test(text));
    const [first, second] = text.split('\n').slice(-3);
    assert.equal(second?.indexOf('file'), first?.indexOf('Readiness'));
  });

  it('aligns what stands below each other', () => {
    const text = aligned([
      ...row(0, 'a:', 'one'),
      ...row(0, 'long name:', 'two\nlines'),
      ...row(0, 'Heading'),
      ...row(1, 'b:', 'x', 'y'),
      ...row(1, 'cc:', 'wide', 'z'),
    ]);
    const lines = ['a:          one', 'long name:  two', '            lines', 'Heading'];
    assert.equal(text, [...lines, '  b:   x     y', '  cc:  wide  z', ''].join('\n'));
  });

  it('says times as kubectl does', () => {
    const cases: [number, string][] = [
      [-5, '0s'],
      [119, '119s'],
      [120, '2m'],
      [192, '3m12s'],
      [660, '11m'],
      [3 * 3600, '3h'],
      [3 * 3600 + 120, '3h2m'],
      [30 * 3600, '30h'],
      [50 * 3600, '2d2h'],
      [9 * 86_400, '9d'],
      [800 * 86_400, '2y70d'],
      [4000 * 86_400, '10y'],
    ];
    assert.deepEqual(
      cases.map(([seconds]) => humanDuration(seconds * 1000)),
      cases.map(([, text]) => text),
    );
  });
});
