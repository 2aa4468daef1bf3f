import assert from 'node:assert/strict';
import { rangeOfField } from '../../../src/engine/manifest/rangeOfField';
import { readManifest } from '../../../src/engine/manifest/readManifest';

const text = `# before the pods
kind: ConfigMap
apiVersion: v1
---
apiVersion: v1
kind: Pod
metadata: {name: one}
spec:
  containers:
    - name: app
      image: "nginx" # the first
---
apiVersion: v1
kind: Pod
metadata:
  name: two
  labels: &labels {app: two}
spec:
  volumes: [{name: config, hostPath: {path: ./nginx.conf, type: File}}]
  containers:
    - &base
      name: app
      image: &image httpd:2
      command:
        - /bin/none
        - -c
      ports: [{containerPort: 80, hostPort: 8080}, {containerPort: 81, hostPort: 8081}]
    - name: other
      image: *image
    - <<: *base
      name: third
      command:
`;

/** What stands at the field of the Pod document with this index. */
function at(index: number, path: string, manifest = text): string | undefined {
  const document = readManifest(manifest).pods[index];
  assert.ok(document);
  const range = rangeOfField(manifest, document, path);
  return range && manifest.slice(...range);
}

describe('rangeOfField', () => {
  const cases: [number, string, string | undefined][] = [
    [0, 'spec.containers[0].image', '"nginx"'],
    [1, 'metadata.name', 'two'],
    [1, 'spec.containers[0].image', 'httpd:2'],
    [1, 'spec.containers[0].ports[1].hostPort', '8081'],
    [1, 'spec.containers[0].command[0]', '/bin/none'],
    [1, 'spec.volumes[0].hostPath.path', './nginx.conf'],
    [1, 'spec.containers[1].image', '*image'],
    [1, 'spec.containers[2].ports[0].hostPort', '8080'],
    [1, 'spec.containers[2].command', undefined],
    [1, 'spec.containers[3].image', undefined],
    [1, 'spec.hostname', undefined],
    [1, 'metadata[0]', undefined],
    [1, 'spec.containers.image', undefined],
  ];
  for (const [index, path, expected] of cases) {
    it(`finds ${path} of pod ${index}${expected === undefined ? ' nowhere' : ''}`, () => {
      assert.equal(at(index, path), expected);
    });
  }

  it('finds a field of a document with a mistake in it', () => {
    assert.equal(at(1, 'spec.containers[0].image', `${text}      env: [}\n`), 'httpd:2');
  });

  it('never throws', () => {
    const paths = ['spec.containers[0].image', '[[..', 'a'.repeat(5000), '[999999999999999999999]'];
    for (const garbage of ['', '\0', '{{{', '*a', '&a *a', '- - -\n\t:', '%YAML 9\n---\n']) {
      for (const path of paths) rangeOfField(garbage, { range: [0, garbage.length] }, path);
      rangeOfField(garbage, { range: [5, 99] }, 'spec');
    }
  });
});
