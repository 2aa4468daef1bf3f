import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from '../../src/engine/manifest/readManifest';
import type { PlanContext } from '../../src/engine/plan/podPlan';
import { facts } from '../unit/support/pods';
import { goldenText } from './support/goldenText';
import { planText } from './support/planText';

const folder = join('test', 'golden', 'plans');

/** What a manifest is planned with, where that is not the daemon of `planText.ts` alone. */
const contexts: Record<string, Record<string, Partial<PlanContext>>> = {
  'host-path': { '': { manifestDirectory: '/home/me/app' }, windows: { manifestDirectory: 'C:\\app' } },
  'pod-resources': { '': {}, systemd: { facts: { ...facts, cgroupDriver: 'systemd' } } },
  limits: { '': {}, systemd: { facts: { ...facts, cgroupDriver: 'systemd' } } },
  'host-port': { '': {}, 'everywhere-crun': { hostIP: '0.0.0.0', runtime: 'crun' } },
  'two-containers': {
    '': { source: 'file:///home/me/app/pod.yaml', createdAt: '2026-11-20T07:00:00.000Z' },
  },
};

describe('the plan and Docker’s requests of', () => {
  for (const file of readdirSync(folder).filter((name) => /^[^.]+\.yaml$/.test(name))) {
    const name = file.replace('.yaml', '');
    for (const [variant, context] of Object.entries(contexts[name] ?? { '': {} })) {
      const title = variant ? `${name}-${variant}` : name;
      it(title, () => {
        const { pods, findings } = readManifest(readFileSync(join(folder, file), 'utf8'));
        assert.deepEqual(
          findings.filter(({ severity }) => severity === 'error'),
          [],
        );
        assert.equal(pods.length, 1);
        const pod = pods[0]?.pod;
        assert.ok(pod);
        goldenText(join(folder, `${title}.golden.yaml`), planText(pod, context));
      });
    }
  }
});
