import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readManifest } from '../../../src/engine/manifest/readManifest';
import { kubernetesFacts } from './kubernetesFacts';
import { shown } from './manifestTexts';

const content = `${kubernetesFacts}/website-content/en`;
/** Findings of those that are not plainly valid. */
const exceptions: Record<string, string[]> = {
  // A proposal that no Kubernetes has merged.
  '_unmerged/emptydir-volume-mode.yaml': ['unknown-field|mode'],
  '_unmerged/resource/pod-level-pid-limit.yaml': ['not-one-of|pids'],
};

function manifestsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
}

describe(`manifests of the Kubernetes website (${content})`, () => {
  before(function () {
    if (!existsSync(content)) this.skip();
  });

  it('finds no fault with its example Pods', () => {
    const folder = `${content}/examples/pods`;
    const names = manifestsBelow(folder);
    assert.ok(names.length > 80, String(names.length));
    for (const name of names) {
      const text = readFileSync(`${folder}/${name}`, 'utf8');
      const { pods, findings } = readManifest(text);
      assert.ok(pods.length > 0, name);
      const faults = findings.filter(
        ({ code, severity }) => severity === 'error' && code !== 'field-refused',
      );
      const found = faults.map((finding) => shown(text, finding));
      assert.deepEqual(found, exceptions[name] ?? [], name);
    }
  });

  it('refuses ephemeral containers and profiles of its seccomp example', () => {
    const text = readFileSync(`${content}/examples/pods/security/seccomp/fields.yaml`, 'utf8');
    const { pods, findings } = readManifest(text);
    assert.equal(pods[0]?.pod, undefined);
    assert.ok(findings.some((finding) => shown(text, finding) === 'field-refused|ephemeralContainers'));
  });

  it('reads everything else there too, with findings inside the text', () => {
    for (const name of manifestsBelow(content)) {
      const text = readFileSync(`${content}/${name}`, 'utf8');
      for (const { range } of readManifest(text).findings) {
        assert.ok(range[0] >= 0 && range[0] <= range[1] && range[1] <= text.length, name);
      }
    }
  });
});
