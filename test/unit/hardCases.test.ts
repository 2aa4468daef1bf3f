import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest } from '../../src/engine/manifest/readManifest';

/** Findings of a Pod with these fields of its spec, as `severity code path`; the spec's own container is `a`. */
function findings(spec: string, container = ''): string[] {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { ${spec ? `${spec}, ` : ''}containers: [{ name: a, image: "busybox:1.37"${container} }] }\n`;
  return readManifest(text).findings.map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}

const errors = (...args: Parameters<typeof findings>) =>
  findings(...args).flatMap((each) => /^error (.*)/.exec(each)?.[1] ?? []);

describe('hard cases that are findings', () => {
  it('hard case 11: hostPID and a shared process namespace', () => {
    assert.deepEqual(errors('hostPID: true, shareProcessNamespace: true'), [
      'exclusive-fields spec.shareProcessNamespace',
    ]);
  });
  it('hard case 12: a hostPort that differs on the host’s network', () => {
    const ports = ', ports: [{ containerPort: 80, hostPort: 81 }]';
    assert.deepEqual(errors('hostNetwork: true', ports), [
      'invalid-value spec.containers[0].ports[0].hostPort',
    ]);
  });
  it('hard case 27: sub-paths that lead out', () => {
    for (const field of ['subPath: /abs', 'subPath: a/../../b', 'subPathExpr: ../$(A)']) {
      const mounts = `, volumeMounts: [{ name: v, mountPath: /v, ${field} }]`;
      assert.equal(errors('volumes: [{ name: v }]', mounts).length, 1, field);
    }
  });
  it('hard case 42: nobody can be root and not', () => {
    assert.deepEqual(errors('', ', securityContext: { runAsNonRoot: true, runAsUser: 0 }').length, 1);
  });
  it('hard case 46: a user namespace of its own is refused, for Docker has none to give', () => {
    assert.deepEqual(errors('hostUsers: false'), ['field-refused spec.hostUsers']);
    assert.deepEqual(errors('hostUsers: true'), []);
  });
  it('hard case 56: ephemeral containers at create', () => {
    assert.ok(
      errors('ephemeralContainers: [{ name: e, image: x }]').some((each) =>
        each.includes('spec.ephemeralContainers'),
      ),
    );
  });
  it('hard case 59: the token of a service account is told to be a stand-in', () => {
    const volume =
      'volumes: [{ name: t, projected: { sources: [{ serviceAccountToken: { path: token, audience: vault } }] } }]';
    const said = findings(volume).filter((each) => each.includes('serviceAccountToken'));
    assert.deepEqual(said, [
      'warning field-emulated spec.volumes[0].projected.sources[0].serviceAccountToken',
    ]);
  });
  it('hard case 60: a container without a name', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: "", image: x }] }\n';
    assert.deepEqual(
      readManifest(text).findings.map(({ code, path }) => `${code} ${path}`),
      ['required spec.containers[0].name'],
    );
  });
  it('hard case 61: a slip in the kind, a field that is none, a field at the wrong level', () => {
    const kind = readManifest('apiVersion: v1\nind: Pod\nmetadata: { name: web }\n').findings;
    assert.ok(kind.some(({ code, severity }) => code === 'no-kind' && severity === 'error'));
    assert.deepEqual(errors('', ', securityContext: { fsGroup: 1 }'), [
      'unknown-field spec.containers[0].securityContext.fsGroup',
    ]);
  });
  it('hard case 62: what only its values make invalid', () => {
    const cases: [string, string][] = [
      [
        ', securityContext: { privileged: true, allowPrivilegeEscalation: false }',
        'allowPrivilegeEscalation',
      ],
      [', ports: [{ containerPort: 80, protocol: tcp }]', 'protocol'],
      [', resources: { requests: { cpu: 2 }, limits: { cpu: 1 } }', 'requests.cpu'],
    ];
    for (const [container, field] of cases) {
      const found = errors('', container);
      assert.equal(found.length, 1, container);
      assert.ok(found[0]?.endsWith(field), found[0]);
    }
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: a_b, image: x }] }\n';
    assert.deepEqual(
      readManifest(text).findings.map(({ code }) => code),
      ['invalid-name'],
    );
  });
  it('hard case 63: init containers in an annotation are none', () => {
    const annotation = `'[{"name":"i","image":"x"}]'`;
    const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: web, annotations: { pod.alpha.kubernetes.io/init-containers: ${annotation} } }\nspec: { containers: [{ name: a, image: x }] }\n`;
    const [document] = readManifest(text).pods;
    assert.equal(document?.pod?.spec.initContainers, undefined);
  });
  it('hard case 64: fields that no released Kubernetes has', () => {
    assert.deepEqual(errors('volumes: [{ name: v, emptyDir: { mode: 0700 } }]'), [
      'unknown-field spec.volumes[0].emptyDir.mode',
    ]);
    assert.equal(errors('', ', resources: { limits: { pids: 10 } }').length, 1);
  });
});

/** Where a case is shown by a test that bears another name. */
const elsewhere: Record<number, string> = {
  1: 'docker/conformance/lifecycle.test.ts',
  9: 'unit/backOff.test.ts',
  24: 'docker/conformance/containers.test.ts',
  29: 'docker/pods/volumeMounts.test.ts',
  31: 'docker/pods/imageVolumes.test.ts',
  38: 'unit/probeHandlers.test.ts',
  50: 'docker/conformance/lifecycle.test.ts',
  57: 'docker/pods/runtimeClass.test.ts',
  58: 'docker/pods/credentials.test.ts',
};

describe('the 64 hard cases', () => {
  it('have a test each', () => {
    const shown = new Set(Object.keys(elsewhere).map(Number));
    for (const file of Object.values(elsewhere)) readFileSync(join('test', file));
    for (const folder of ['unit', 'docker', 'docker/pods', 'docker/hardCases']) {
      for (const file of readdirSync(join('test', folder)).filter((name) => name.endsWith('.test.ts'))) {
        const text = readFileSync(join('test', folder, file), 'utf8');
        for (const [, numbers = ''] of text.matchAll(/hard cases? (\d+(?:, \d+)*(?: and \d+)?)/g)) {
          for (const number of numbers.match(/\d+/g) ?? []) shown.add(Number(number));
        }
      }
    }
    const all = Array.from({ length: 64 }, (_, index) => index + 1);
    assert.deepEqual(
      all.filter((number) => !shown.has(number)),
      [],
    );
  });
});
