import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { rangeOfField, readManifest } from '../../../src/engine';
import { planPod } from '../../../src/engine/plan/planPod';
import { lineOf } from '../../../src/ui/plan/lineOf';
import { type PlanDocument, planDocument } from '../../../src/ui/plan/planDocument';
import grammar from '../../../syntaxes/pod-plan.tmLanguage.json';
import { facts } from '../support/pods';
import { plainText } from './fakeEngine';

function planOf(text: string): PlanDocument {
  const [document] = readManifest(text).pods;
  assert.ok(document?.readable, JSON.stringify(document?.findings));
  const plan = planPod(document.readable, { facts, manifestDirectory: '/home/me/pods' });
  const refusals = document.findings
    .filter(({ severity }) => severity === 'error')
    .map(({ path = '', code }) => ({ path, sentence: code }));
  const placeOf = (path: string) => {
    const range = rangeOfField(text, document, path);
    return range && { range, line: lineOf(text, range[0]) };
  };
  return planDocument(plan, refusals, placeOf, plainText);
}

/** The lines between a subject and the next one. */
function section(text: string, subject: string): string {
  const start = text.search(new RegExp(`^${subject}( ·|$)`, 'm'));
  assert.ok(start >= 0, `no ${subject} in\n${text}`);
  return text.slice(start).split(/\n\n(?=\S)/)[0] ?? '';
}

const example = (name: string) => readFileSync(`examples/${name}.yaml`, 'utf8');
const pod = (spec: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n    - name: app\n      image: busybox:1.37\n${spec}`;

describe('planDocument', () => {
  it('has the subjects in the order of their making', () => {
    const { text } = planOf(example('startup'));
    const subjects = [...text.matchAll(/^(?!Plan|What|<)(\S.*?)(?: ·.*)?$/gm)].map(([, subject]) => subject);
    assert.deepEqual(subjects, [
      'network',
      'volume page',
      'sandbox',
      'container prepare',
      'container clock',
      'container web',
    ]);
  });

  it('says of an init container and of a sidecar when they run', () => {
    const { text } = planOf(example('startup'));
    assert.match(text, /^container prepare · runs to its end/m);
    assert.match(text, /^container clock · starts in its turn/m);
  });

  it('says what is asked, why, and as which command', () => {
    const nginx = section(planOf(example('web')).text, 'container nginx');
    assert.match(nginx, /^ {2}line 13 {2}container from nginx:1\.28-alpine in the sandbox's network/m);
    assert.match(nginx, /^ {13}containers of a pod reach each other on localhost$/m);
    assert.match(nginx, /^ {11}\$ docker create \\$/m);
    assert.match(nginx, /^ {15}--name k8s_nginx_web_default_<uid>_0 \\$/m);
    assert.match(nginx, /^ {15}--memory 67108864 --memory-swap 67108864 \\$/m);
    assert.match(nginx, /^ {15}nginx:1\.28-alpine$/m);
  });

  it('leads from each line it names to the field in the manifest', () => {
    const manifest = example('web');
    const { text, links } = planOf(manifest);
    assert.ok(links.length > 5);
    for (const { range, target, path } of links) {
      assert.equal(text.slice(...range), `line ${lineOf(manifest, target[0])}`, path);
    }
    const memory = links.find(({ path }) => path === 'spec.containers[0].resources.limits.memory');
    assert.equal(memory && manifest.slice(...memory.target), '64Mi');
  });

  it('leads into the template of a workload', () => {
    const manifest = example('deployment');
    const image = planOf(manifest).links.find(({ path }) => path === 'spec.containers[0]');
    assert.match((image && manifest.slice(...image.target)) ?? '', /^name: web/);
  });

  it('names where values come from, and never has one of a Secret', () => {
    const { text } = planOf(example('config'));
    const app = section(text, 'container app');
    assert.match(app, /--env <every key of ConfigMap greeting> /);
    assert.match(app, /--env DB_PASSWORD=<password of Secret database> /);
    assert.doesNotMatch(text, /open-sesame|b3Blbi1zZXNhbWU/);
  });

  it('marks what is not carried, and plans the rest', () => {
    const manifest = pod('      volumeDevices:\n        - name: disk\n          devicePath: /dev/xvda\n');
    const { text, links } = planOf(manifest);
    assert.match(section(text, 'not carried'), /line \d+ {2}field-refused/);
    assert.ok(links.some(({ path }) => path.endsWith('volumeDevices')));
    assert.match(text, /^container app$/m);
  });

  it('shows text of the manifest as words, not as a command of its own', () => {
    const { text } = planOf(
      pod(
        `      command: [sh, "-c", "echo 'a b'\\nreboot"]\n      env: [{ name: A, value: "$(x); \\u202e" }]\n`,
      ),
    );
    assert.match(text, /busybox:1\.37 -c 'echo '\\''a b'\\'' …'$/m);
    assert.match(text, /--env A='\$\(x\); \\u\{202e\}' \\$/m);
  });
});

describe('lineOf', () => {
  const text = 'a: 1\nb:\n  # about c\n\n  c: 2\nd:\n  - e: 3\n  - f\n';
  const line = (value: string) => lineOf(text, text.indexOf(value));

  it('is the line of the value, and of a map or list below its key the key’s', () => {
    assert.deepEqual([line('1'), line('2'), line('e: 3'), line('f')], [1, 5, 7, 8]);
    assert.equal(lineOf(text, text.indexOf('- e')), 6);
    assert.equal(lineOf(text, text.indexOf('c: 2')), 2);
    assert.equal(lineOf(text, 0), 1);
  });
});

describe('grammar of plans', () => {
  const { repository } = grammar;
  const lines = planOf(example('web')).text.split('\n');
  const matching = (pattern: string) => lines.filter((line) => new RegExp(pattern).test(line));

  it('knows subjects, reasons, places and options by where they stand', () => {
    assert.ok(matching(repository.subject.match).includes('container nginx'));
    assert.ok(matching(repository.why.match).every((line) => /^ {13}[^ ]/.test(line)));
    assert.equal(matching(repository.place.match).length, planOf(example('web')).links.length);
    assert.ok(matching(repository.option.begin).every((line) => line.startsWith(' '.repeat(15))));
    assert.ok(matching(repository.command.match).every((line) => line.includes('$ docker ')));
  });
});
