import assert from 'node:assert/strict';
import { rangeOfField } from '../../../src/engine/manifest/rangeOfField';
import { readManifest } from '../../../src/engine/manifest/readManifest';
import { formatMessage } from '../../../src/engine/model/messages';
import { findingsOf, shown } from './manifestTexts';

const indent = (text: string, columns: number) => text.replace(/^(?=.)/gm, ' '.repeat(columns));
const podTemplate = (more = '') =>
  `template:\n  metadata:\n    labels: {app: web}\n    annotations: {a: b}\n  spec:\n    containers:\n    - name: app\n      image: nginx\n${indent(more, 4)}`;
const selector = 'selector: {matchLabels: {app: web}}\n';

function workload(kind: string, spec: string, apiVersion = 'apps/v1'): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: shop\n  namespace: team\n  labels: {own: x}\nspec:\n${indent(spec, 2)}`;
}
const deployment = (spec = '', template = '') =>
  workload('Deployment', selector + spec + podTemplate(template));
const job = (spec = '', template = 'restartPolicy: Never\n') =>
  workload('Job', spec + podTemplate(template), 'batch/v1');

describe('workloads of a manifest', () => {
  const every: [string, string, string][] = [
    ['Deployment', deployment(), 'spec.template'],
    ['ReplicaSet', deployment().replace('Deployment', 'ReplicaSet'), 'spec.template'],
    ['DaemonSet', deployment().replace('Deployment', 'DaemonSet'), 'spec.template'],
    ['Job', job(), 'spec.template'],
    [
      'CronJob',
      workload(
        'CronJob',
        `schedule: "* * * * *"\njobTemplate:\n  spec:\n${indent(podTemplate('restartPolicy: OnFailure\n'), 4)}`,
        'batch/v1',
      ),
      'spec.jobTemplate.spec.template',
    ],
    [
      'ReplicationController',
      workload('ReplicationController', `selector: {app: web}\n${podTemplate()}`, 'v1'),
      'spec.template',
    ],
    [
      'PodTemplate',
      `apiVersion: v1\nkind: PodTemplate\nmetadata: {name: shop, namespace: team}\n${podTemplate()}`,
      'template',
    ],
  ];
  for (const [kind, text, path] of every) {
    it(`gives one pod of a ${kind}`, () => {
      const [document] = readManifest(text).pods;
      assert.deepEqual(
        document?.findings.filter(({ severity }) => severity !== 'information'),
        [],
      );
      assert.deepEqual(document?.template, { kind, name: 'shop', path });
      assert.equal(text.slice(...(document?.anchor ?? [0, 0])), `kind: ${kind}`);
      const { metadata, spec, ...rest } = document?.pod ?? {};
      assert.deepEqual(rest, { apiVersion: 'v1', kind: 'Pod' });
      assert.deepEqual(metadata, {
        name: 'shop',
        namespace: 'team',
        labels: { app: 'web' },
        annotations: { a: 'b' },
      });
      assert.deepEqual(spec?.containers, [{ name: 'app', image: 'nginx' }]);
    });
  }

  it('gives the first pod of a StatefulSet its number, subdomain and claims', () => {
    const claim = (name: string) =>
      `- metadata: {name: ${name}}\n  spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n`;
    const spec = `serviceName: shops\n${selector}volumeClaimTemplates:\n${claim('data')}${podTemplate(
      'hostname: other\nvolumes: [{name: tmp, emptyDir: {}}, {name: data, emptyDir: {}}]\n',
    )}`;
    const mounted = workload('StatefulSet', spec).replace(
      'image: nginx',
      'image: nginx\n        volumeMounts: [{name: data, mountPath: /d}, {name: tmp, mountPath: /t}]',
    );
    const [document] = readManifest(mounted).pods;
    const { pod } = document ?? {};
    assert.equal(document?.name, 'shop-0');
    assert.equal(pod?.metadata.name, 'shop-0');
    assert.equal(pod?.spec.subdomain, 'shops');
    assert.equal(pod?.spec.hostname, 'shop-0');
    assert.deepEqual(pod?.spec.volumes, [
      { name: 'tmp', emptyDir: {} },
      { name: 'data', persistentVolumeClaim: { claimName: 'data-shop-0' } },
    ]);
    assert.deepEqual(document?.references, []);
    const fifth = readManifest(mounted.replace('serviceName', 'ordinals: {start: 5}\n  serviceName'));
    assert.equal(fifth.pods[0]?.pod?.metadata.name, 'shop-5');
  });

  const cases: [string, string, string[]][] = [
    ['a plain Deployment', deployment(), ['field-ignored|selector']],
    ['one replica', deployment('replicas: 1\n'), ['field-ignored|selector']],
    ['three replicas', deployment('replicas: 3\n'), ['field-ignored|selector', 'field-ignored|replicas']],
    [
      'a strategy',
      deployment('strategy: {type: Recreate}\nminReadySeconds: 1\n'),
      ['field-ignored|selector', 'field-ignored|strategy', 'field-ignored|minReadySeconds'],
    ],
    ['a misspelt field', deployment('replica: 3\n'), ['field-ignored|selector', 'unknown-field|replica']],
    [
      'a misspelt field below',
      deployment('strategy: {rollingUpdate: {maxSurg: 1}}\n'),
      ['field-ignored|selector', 'field-ignored|strategy', 'unknown-field|maxSurg'],
    ],
    ['text for a number', deployment('replicas: "3"\n'), ['field-ignored|selector', 'wrong-type|"3"']],
    ['no selector', workload('Deployment', podTemplate()), ['required|spec']],
    [
      'a selector of other pods',
      deployment().replace('{app: web}}', '{app: db}}'),
      ['field-ignored|selector', 'invalid-value|selector'],
    ],
    ['no template', workload('Deployment', selector), ['required|spec', 'field-ignored|selector']],
    ['no spec', workload('Deployment', '').replace('spec:\n', ''), ['required|kind: Deployment']],
    [
      'no metadata',
      deployment().replace(/metadata:\n {2}name.*\n.*\n.*\n/, ''),
      ['required|kind: Deployment', 'field-ignored|selector'],
    ],
    [
      'an invalid name',
      deployment().replace('name: shop', 'name: Shop'),
      ['invalid-name|Shop', 'field-ignored|selector'],
    ],
    [
      'an image not written',
      deployment().replace('image: nginx', 'image:'),
      ['field-ignored|selector', 'required|image'],
    ],
    [
      'a Deployment that ends',
      deployment('', 'restartPolicy: Never\n'),
      ['field-ignored|selector', 'not-one-of|Never'],
    ],
    [
      'a deadline in a Deployment',
      deployment('', 'activeDeadlineSeconds: 5\n'),
      ['field-ignored|selector', 'invalid-value|5'],
    ],
    ['a Job that never ends', job('', ''), ['not-one-of|spec']],
    ['a Job that restarts always', job('', 'restartPolicy: Always\n'), ['not-one-of|Always']],
    ['a plain Job', job('completions: 1\nparallelism: 1\n'), []],
    [
      'a Job of many',
      job('completions: 3\nparallelism: 2\nbackoffLimit: 4\nttlSecondsAfterFinished: 1\n'),
      [
        'field-ignored|completions',
        'field-ignored|parallelism',
        'field-ignored|backoffLimit',
        'field-ignored|ttlSecondsAfterFinished',
      ],
    ],
    ['a deadline of a Job', job('activeDeadlineSeconds: 9\n'), ['field-emulated|activeDeadlineSeconds']],
    [
      'an old apiVersion',
      deployment().replace('apps/v1', 'extensions/v1beta1'),
      ['unsupported-version|extensions/v1beta1', 'field-ignored|selector'],
    ],
    ['a slip in the kind', deployment().replace('Deployment', 'Deploymnt'), ['unsupported-kind|Deploymnt']],
    ['a slip in the case', deployment().replace('Deployment', 'deployment'), ['unsupported-kind|deployment']],
    [
      'a workload of somebody',
      deployment().replace('apps/v1', 'x.example.com/v1'),
      ['unsupported-kind|Deployment'],
    ],
  ];
  for (const [what, text, expected] of cases) {
    it(`points at ${what}`, () => assert.deepEqual(findingsOf(text), expected));
  }

  it('has a whole sentence for each of them, and no pod where one is an error', () => {
    for (const [what, text] of cases) {
      const { pods, findings } = readManifest(text);
      const isWrong = findings.some(({ severity }) => severity === 'error');
      for (const { pod } of pods) assert.equal(pod === undefined, isWrong, what);
      for (const { code, args } of findings) {
        assert.doesNotMatch(formatMessage(code, args), /\{\w+\}|\[ |undefined/, what);
      }
    }
  });

  it('names fields by where they stand, and finds a pod’s field in the template', () => {
    const text = deployment('', 'hostPIDs: true\n');
    const unknown = readManifest(text).findings.find(({ code }) => code === 'unknown-field');
    assert.equal(unknown?.path, 'spec.template.spec.hostPIDs');
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${indent(text, 2).trimStart()}`;
    for (const [whole, pod] of [text, list].map((each) => [each, readManifest(each).pods[0]] as const)) {
      assert.ok(pod);
      const at = (path: string) => {
        const range = rangeOfField(whole, pod, path);
        return range && whole.slice(...range);
      };
      assert.equal(at('spec.containers[0].image'), 'nginx');
      assert.equal(at('metadata.name'), 'shop');
      assert.equal(at('metadata.labels.app'), 'web');
      assert.equal(at('metadata.labels.own'), undefined);
    }
    assert.ok(
      readManifest(list).findings.some((finding) => shown(list, finding) === 'unknown-field|hostPIDs'),
    );
  });

  it('says of a claim template what is said of a claim', () => {
    const spec = `${selector}volumeClaimTemplates:\n- metadata: {name: data}\n  spec: {volumeMode: Block}\n${podTemplate()}`;
    assert.deepEqual(findingsOf(workload('StatefulSet', spec)), [
      'field-ignored|selector',
      'field-emulated|volumeClaimTemplates',
      'required|spec',
      'required|spec',
      'field-refused|volumeMode',
    ]);
  });
});
