import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from '../../src/engine/manifest/readManifest';
import { facts } from '../unit/support/pods';
import { planText } from './support/planText';

const root = process.env.KUBERNETES_FACTS ?? join('..', 'shared', 'kubernetes');
const folder = join(root, 'website-content', 'en', 'examples', 'pods');
const files = existsSync(folder)
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name))
  : [];

/** One manifest requests 100 CPUs, another 1000Gi, to show what happens. */
const large = { ...facts, cpus: 128, memoryBytes: 2 ** 41 };

describe(`the Pod manifests of Kubernetes' website`, () => {
  if (files.length === 0) it.skip(`are not here: KUBERNETES_FACTS names no folder that has them (${folder})`);

  let planned = 0;
  let runnable = 0;
  for (const file of files) {
    it(file, () => {
      const { pods, findings } = readManifest(readFileSync(join(folder, file), 'utf8'));
      for (const { pod, readable, findings: own } of pods) {
        const errors = own.filter(({ severity }) => severity === 'error');
        const faults = errors.filter(({ code }) => code !== 'field-refused');
        assert.equal(pod === undefined, errors.length > 0, 'a pod may run where nothing stands against it');
        assert.equal(
          readable === undefined,
          faults.length > 0,
          'a pod can be planned where nothing is wrong with it',
        );
        if (pod) runnable++;
        if (!readable) continue;
        planned++;
        const text = planText(readable, { facts: large, manifestDirectory: '/manifests' });
        for (const { name } of readable.spec.containers) assert.match(text, new RegExp(`k8s_${name}_`));
      }
      if (pods.length === 0)
        assert.ok(findings.length > 0, 'a text without a pod is not passed over in silence');
    });
  }

  if (files.length > 0) {
    it('are planned all but a few, and run to a good part', () => {
      assert.ok(planned >= files.length * 0.9, `${planned} pods planned of ${files.length} files`);
      assert.ok(runnable >= files.length / 3, `${runnable} pods may run of ${files.length} files`);
    });
  }
});
