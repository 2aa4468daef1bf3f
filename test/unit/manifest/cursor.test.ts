import assert from 'node:assert/strict';
import { type CompletionAt, completionAt } from '../../../src/engine/manifest/completionAt';
import { fieldAt } from '../../../src/engine/manifest/fieldAt';
import { fieldsWithValues } from '../../../src/engine/manifest/fieldValues';
import { objectSchema } from '../../../src/engine/manifest/schema';

/** The text without its `¦`, and where that stood. */
function cursor(marked: string): [text: string, offset: number] {
  return [marked.replace('¦', ''), marked.indexOf('¦')];
}
const field = (marked: string) => fieldAt(...cursor(marked));
const complete = (marked: string) => completionAt(...cursor(marked));
const names = (choices: CompletionAt | undefined) => choices?.fields.map(({ name }) => name) ?? [];
const pod = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n${spec}`;

describe('fieldAt', () => {
  it('finds a field by its key and by its value, with what becomes of it here', () => {
    for (const text of ['    - name: a\n      ima¦ge: b\n', '    - name: a\n      image: b¦\n']) {
      const found = field(pod(`  containers:\n${text}`));
      assert.equal(found?.path, 'spec.containers[0].image');
      assert.equal(found?.owner, 'Container');
      assert.equal(found?.type, 'string');
      assert.deepEqual(found?.rules, [{ support: 'supported' }]);
    }
    const ignored = field(pod('  nodeSel¦ector: { a: b }\n'));
    assert.equal(ignored?.rules[0]?.support, 'ignored');
    assert.equal(ignored?.type, 'map of string');
  });

  it('reads flow style, quotes, several documents and items in the key’s own column', () => {
    assert.equal(
      field(pod('  containers: [{ name: a, "imagePullPol¦icy": Always }]\n'))?.path,
      'spec.containers[0].imagePullPolicy',
    );
    assert.equal(
      field(`kind: Pod\n---\n${pod('  containers:\n  - name: a\n  - na¦me: b\n')}`)?.path,
      'spec.containers[1].name',
    );
  });

  it('names the words of a closed set', () => {
    assert.deepEqual(field(pod('  restart¦Policy: Never\n'))?.values, ['Always', 'OnFailure', 'Never']);
  });

  it('finds the pod inside of a workload, and the workload’s own fields', () => {
    const text = (at: string) =>
      `apiVersion: apps/v1\nkind: Deployment\nspec:\n  repli¦cas: 1\n  template:\n    spec:\n      ${at}: true\n`;
    const own = field(text('hostPID'));
    assert.deepEqual([own?.path, own?.owner], ['spec.replicas', 'DeploymentSpec']);
    assert.equal(own?.rules.at(-1)?.note, 'one-pod');
    const inner = field(text('host¦PID').replace('repli¦cas', 'replicas'));
    assert.equal(inner?.path, 'spec.template.spec.hostPID');
    assert.ok((inner?.rules.length ?? 0) > 0);
  });

  it('finds it in a text that does not parse', () => {
    assert.equal(field(pod('  containers: [\n  restartPol¦icy: Never\n'))?.name, 'restartPolicy');
    assert.equal(
      field(pod('  containers:\n    - name: "a\n      ima¦ge: b\n'))?.path,
      'spec.containers[0].image',
    );
  });

  it('finds nothing where no field stands', () => {
    for (const text of [
      'a: ¦b\n',
      'kind: Service\nspec: ¦x\n',
      pod('  unknown¦Field: 1\n'),
      '',
      '¦',
      pod('  # hostP¦ID: true\n'),
    ])
      assert.equal(field(text.includes('¦') ? text : `${text}¦`), undefined, JSON.stringify(text));
  });

  it('never throws, wherever in whatever', () => {
    const text = pod('  containers:\n    - {name: &a "b", <<: *a}\n    - |\n      x\n  ? [a]\n  : b\n');
    for (let end = 0; end <= text.length; end += 3)
      for (let at = 0; at <= end; at += 5) {
        fieldAt(text.slice(0, end), at);
        completionAt(text.slice(0, end), at);
      }
  });
});

describe('completionAt', () => {
  it('offers the fields of the object at the cursor, without those that stand there', () => {
    const choices = complete(pod('  containers:\n    - name: a\n      ima¦\n      image: b\n'));
    assert.ok(names(choices).includes('imagePullPolicy'));
    assert.ok(!names(choices).includes('name') && !names(choices).includes('image'));
    assert.ok(!names(choices).includes('hostNetwork'));
    assert.equal(choices?.needsDash, false);
  });

  it('goes by the indentation of the line', () => {
    const text = '  containers:\n    - name: a\n';
    assert.ok(names(complete(pod(`${text}  ¦`))).includes('hostNetwork'));
    assert.ok(names(complete(pod(`${text}      ¦`))).includes('livenessProbe'));
    assert.ok(names(complete(pod(`${text}      resources:\n        ¦`))).includes('limits'));
    assert.deepEqual(names(complete(`${pod(text)}¦`)), []);
  });

  it('offers an item where a list begins, and the fields of an item behind its dash', () => {
    const begins = complete(pod('  volumes:\n    ¦'));
    assert.equal(begins?.needsDash, true);
    assert.ok(names(begins).includes('emptyDir'));
    const behind = complete(pod('  volumes:\n  - ¦'));
    assert.equal(behind?.needsDash, false);
    assert.ok(names(behind).includes('configMap'));
    assert.deepEqual(complete(pod('  con¦'))?.fields.find(({ name }) => name === 'containers')?.items, [
      'name',
      'image',
    ]);
  });

  it('offers the words of a value', () => {
    assert.deepEqual(complete(pod('  dnsPolicy: Cl¦'))?.values, [
      'ClusterFirst',
      'ClusterFirstWithHostNet',
      'Default',
      'None',
    ]);
    assert.deepEqual(complete(pod('  hostNetwork: ¦'))?.values, ['true', 'false']);
    assert.deepEqual(complete(pod('  hostname: ¦'))?.values, []);
  });

  it('offers the names of volumes, ports and containers of the manifest', () => {
    const text = `  volumes:
    - name: data
      emptyDir: {}
    - { name: flow, emptyDir: {} }
  containers:
    - name: app
      ports:
        - name: web
          containerPort: 80
`;
    assert.deepEqual(complete(pod(`${text}      volumeMounts:\n        - name: ¦`))?.values, [
      'data',
      'flow',
    ]);
    assert.deepEqual(
      complete(pod(`${text}      livenessProbe:\n        httpGet:\n          port: ¦`))?.values,
      ['web'],
    );
  });

  it('says which object a value names, or which object’s keys', () => {
    const text =
      '  containers:\n    - name: a\n      env:\n        - name: A\n          valueFrom:\n            secretKeyRef:\n              name: ';
    assert.deepEqual(complete(pod(`${text}¦`))?.objects, { kind: 'Secret' });
    assert.deepEqual(complete(pod(`${text}db\n              key: ¦`))?.objects, {
      kind: 'Secret',
      name: 'db',
    });
    assert.deepEqual(complete(pod('  volumes:\n    - name: c\n      configMap:\n        name: ¦'))?.objects, {
      kind: 'ConfigMap',
    });
  });

  it('offers nothing in texts, comments and other kinds', () => {
    for (const text of [
      pod('  containers:\n    - name: a\n      args:\n        - |\n          ¦'),
      pod('  containers:\n    - name: a\n      command: |\n        ho¦'),
      pod('  # ¦'),
      'kind: Service\nspec:\n  ¦',
      'a:\n  ¦',
    ]) {
      assert.deepEqual(names(complete(text)), [], text);
    }
  });

  it('goes on behind a text', () => {
    assert.ok(
      names(
        complete(pod('  containers:\n    - name: a\n      args:\n        - |\n          x\n\n      ¦')),
      ).includes('image'),
    );
  });

  it('knows words for fields of the schema alone', () => {
    for (const key of fieldsWithValues) {
      const [owner = '', name = ''] = key.split('.');
      assert.ok(objectSchema(owner).fields.has(name), key);
    }
  });
});
