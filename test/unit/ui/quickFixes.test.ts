import assert from 'node:assert/strict';
import { type FindingCode, readManifest, type TextEdit } from '../../../src/engine';
import { quickFixes } from '../../../src/ui/fixes/quickFixes';
import { plainText } from './fakeEngine';

const head = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n';
const containers = '  containers:\n    - name: web\n      image: nginx:1.28-alpine\n';

function applied(text: string, edits: readonly TextEdit[]): string {
  const fromEnd = [...edits].sort((a, b) => b.range[0] - a.range[0]);
  return fromEnd.reduce(
    (all, { range, text: by }) => all.slice(0, range[0]) + by + all.slice(range[1]),
    text,
  );
}

/** The titles of the fixes of the text's first finding of a code, and what the text becomes by each. */
function fixes(code: FindingCode, text: string): [title: string, after: string, isPreferred: boolean][] {
  const finding = readManifest(text).findings.find((one) => one.code === code);
  assert.ok(finding, `no ${code}`);
  return quickFixes(finding, text, plainText).map(({ title, edits, isPreferred }) => [
    title,
    applied(text, edits),
    isPreferred,
  ]);
}

const findings = (text: string) => readManifest(text).findings.map(({ code }) => code);

describe('quickFixes', () => {
  it('takes the word that was meant: fields, values, kinds, volumes', () => {
    const field = `${head}spec:\n  restartpolicy: Never\n${containers}`;
    assert.deepEqual(fixes('unknown-field', field), [
      ['Change to restartPolicy', field.replace('restartpolicy', 'restartPolicy'), true],
      ...fixes('unknown-field', field).slice(1),
    ]);
    const value = `${head}spec:\n  restartPolicy: never\n${containers}`;
    assert.equal(fixes('not-one-of', value)[0]?.[1], value.replace('never', 'Never'));
    const kind = `${head.replace('Pod', 'Pof')}spec:\n${containers}`;
    assert.equal(fixes('unsupported-kind', kind)[0]?.[1], `${head}spec:\n${containers}`);
    const protocol = `${head}spec:\n${containers}      ports:\n        - { containerPort: 80, protocol: tcp }\n`;
    assert.deepEqual(findings(fixes('not-one-of', protocol)[0]?.[1] ?? ''), []);
  });

  it('puts quotes around words, and takes them from numbers', () => {
    const word = `${head}spec:\n  hostname: 123\n${containers}`;
    assert.deepEqual(fixes('wrong-type', word)[0]?.slice(1), [word.replace('123', '"123"'), true]);
    const number = `${head}spec:\n  terminationGracePeriodSeconds: "5"\n${containers}`;
    assert.equal(fixes('wrong-type', number)[0]?.[1], number.replace('"5"', '5'));
  });

  it('writes the version of the kind', () => {
    const text = `${head.replace('v1', 'v2')}spec:\n${containers}`;
    assert.deepEqual(findings(fixes('unsupported-version', text)[0]?.[1] ?? ''), []);
  });

  it('moves a field to where it belongs, with all below it', () => {
    const text = `${head}spec:\n${containers}nodeSelector:\n  # fast\n  disk: ssd\n`;
    const [moved] = fixes('unknown-field', text);
    assert.equal(moved?.[0], 'Move to spec.nodeSelector');
    assert.equal(moved?.[1], `${head}spec:\n  nodeSelector:\n    # fast\n    disk: ssd\n${containers}`);
    const inner = `${head}spec:\n${containers}      hostNetwork: true\n`;
    assert.equal(fixes('unknown-field', inner)[0]?.[1], `${head}spec:\n  hostNetwork: true\n${containers}`);
  });

  it('moves nothing where it is not clear whither', () => {
    const there = `${head}spec:\n  hostNetwork: false\n${containers}      hostNetwork: true\n`;
    assert.deepEqual(
      fixes('unknown-field', there).map(([title]) => title),
      ['Remove hostNetwork'],
    );
    const flow = `${head}spec: { containers: [{ name: a, image: b, hostNetwork: true }] }\n`;
    assert.deepEqual(fixes('unknown-field', flow), []);
  });

  it('removes a field that does nothing, with its lines and no others', () => {
    const text = `${head}spec:\n  priorityClassName: high # so\n${containers}`;
    assert.deepEqual(fixes('field-ignored', text), [
      ['Remove priorityClassName', `${head}spec:\n${containers}`, false],
    ]);
    const list = `${head}spec:\n  tolerations:\n  - operator: Exists\n\n${containers}`;
    assert.equal(fixes('field-ignored', list)[0]?.[1], `${head}spec:\n\n${containers}`);
  });

  it('encodes what is not Base64', () => {
    const text = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: open sesame!\n';
    assert.deepEqual(fixes('not-base64', text)[0]?.slice(1), [
      text.replace('open sesame!', Buffer.from('open sesame!').toString('base64')),
      true,
    ]);
  });
});
