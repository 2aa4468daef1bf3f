import assert from 'node:assert/strict';
import { type PodProblem, type PodSnapshot, readManifest } from '../../../src/engine';
import { type ProblemMark, problemMarks } from '../../../src/ui/diagnostics/problemMarks';
import { podSnapshot } from './fakeEngine';

const text = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: ngnix:1
    - name: tool
      image: busybox:1.37
      command: [/no/such]
`;

const image: PodProblem = {
  containerName: 'app',
  reason: 'ErrImagePull',
  code: 'image-not-found',
  args: { image: 'ngnix:1', container: 'app' },
};
const command: PodProblem = {
  containerName: 'tool',
  reason: 'RunContainerError',
  code: 'command-not-found',
  args: { container: 'tool', detail: 'exec: "/no/such": no such file' },
};

/** The pod that was run from a text, with these problems. */
function standing(of: string, problems: PodProblem[], more: Partial<PodSnapshot> = {}): PodSnapshot {
  const [own] = readManifest(of).pods;
  assert.ok(own?.pod);
  return { ...podSnapshot(), spec: own.pod.spec, problems, ...more };
}

function marksIn(now: string, snapshot: PodSnapshot | undefined, before: ProblemMark[] = []): ProblemMark[] {
  const [own] = readManifest(now).pods;
  assert.ok(own);
  return problemMarks(now, own, snapshot, before);
}

function told(marks: ProblemMark[], now: string): string[] {
  return marks.map(({ problem, place }) => `${problem.code}|${now.slice(...place.range)}`);
}

describe('problemMarks', () => {
  it('stand at the fields that can mend what a pod waits for', () => {
    const marks = marksIn(text, standing(text, [image, command]));
    assert.deepEqual(told(marks, text), ['image-not-found|ngnix:1', 'command-not-found|/no/such']);
  });

  it('are none of a pod that is well, is stopped, or is not there', () => {
    assert.deepEqual(marksIn(text, standing(text, [])), []);
    assert.deepEqual(marksIn(text, standing(text, [image], { desired: 'Stopped' })), []);
    assert.deepEqual(marksIn(text, undefined), []);
  });

  it('move with their container, and go as soon as the text says something else there', () => {
    const moved = text.replace('containers:\n', 'containers:\n    - {name: new, image: a:1}\n');
    assert.deepEqual(told(marksIn(moved, standing(text, [image])), moved), ['image-not-found|ngnix:1']);
    const mended = text.replace('ngnix:1', 'nginx:1');
    assert.deepEqual(told(marksIn(mended, standing(text, [image, command])), mended), [
      'command-not-found|/no/such',
    ]);
  });

  it('do not care how the value is written, nor what changes elsewhere', () => {
    const quoted = text.replace('ngnix:1', '"ngnix:1"').replace('name: web', 'name: web # a comment');
    assert.deepEqual(told(marksIn(quoted, standing(text, [image])), quoted), ['image-not-found|"ngnix:1"']);
  });

  it('stay while the text has mistakes, as long as they stand where they were', () => {
    const snapshot = standing(text, [image, command]);
    const before = marksIn(text, snapshot);
    const mistaken = text.replace('kind: Pod', 'kind: Pod\nnonsense: 1').replace('/no/such', '/is/there');
    assert.deepEqual(told(marksIn(mistaken, snapshot, before), mistaken), ['image-not-found|ngnix:1']);
    assert.deepEqual(marksIn(mistaken, standing(text, []), before), []);
  });

  it('leave missing objects to the findings of the text', () => {
    const object: PodProblem = {
      reason: 'CreateContainerConfigError',
      code: 'object-missing',
      args: { kind: 'Secret', name: 'token' },
    };
    const withSecret = `${text}      envFrom: [{secretRef: {name: token}}]\n`;
    assert.deepEqual(marksIn(withSecret, standing(withSecret, [object])), []);
  });

  it('are one where two containers wait for one thing', () => {
    assert.equal(marksIn(text, standing(text, [image, { ...image }])).length, 1);
  });
});
