import assert from 'node:assert/strict';
import type { Finding, Pod, PodSnapshot } from '../../../src/engine';
import { lensTitles } from '../../../src/ui/codelens/lensTitles';
import { plainText, podSnapshot, terminated, waiting } from './fakeEngine';

const pod = { metadata: { name: 'web', namespace: 'default' } } as Pod;
const problem: Finding = { code: 'required', severity: 'error', range: [0, 1], args: {} };
const titles = (snapshot?: PodSnapshot, hash = 'hash', findings: Finding[] = []) =>
  lensTitles(findings.length > 0 ? { findings } : { findings, pod }, snapshot, hash, plainText).map(
    ({ title }) => title.replaceAll('\u00a0', ' '),
  );

describe('lensTitles', () => {
  it('offers to run what does not run', () => {
    assert.deepEqual(titles(), ['$(play) Run as pod']);
  });

  it('says of a workload that one pod of it is run', () => {
    const template = { kind: 'Deployment', name: 'shop', path: 'spec.template' };
    const [run] = lensTitles({ pod, findings: [], template }, undefined, 'h', plainText);
    assert.equal(run?.title, '$(play)\u00a0Run one pod of Deployment shop');
    const { name: _, ...unnamed } = template;
    const [nameless] = lensTitles({ pod, findings: [], template: unnamed }, undefined, 'h', plainText);
    assert.equal(nameless?.title, '$(play)\u00a0Run one pod of Deployment');
  });

  it('shows the plan of what can be planned, run or not', () => {
    const last = (findings: Finding[], snapshot?: PodSnapshot) =>
      lensTitles({ findings, readable: pod }, snapshot, 'h', plainText).at(-1)?.title;
    assert.equal(last([]), 'Plan');
    assert.equal(last([problem]), 'Plan');
    assert.equal(last([], podSnapshot()), 'Plan');
    assert.deepEqual(titles(undefined, 'hash', [problem]), ['$(error) 1 problem']);
  });

  it('counts the problems that keep it from running, and no others', () => {
    assert.deepEqual(titles(undefined, 'hash', [problem]), ['$(error) 1 problem']);
    const warning: Finding = { ...problem, severity: 'warning' };
    assert.deepEqual(titles(undefined, 'hash', [problem, problem, warning]), ['$(error) 2 problems']);
    const [run] = lensTitles({ pod, findings: [warning] }, undefined, 'h', plainText);
    assert.equal(run?.title, '$(play)\u00a0Run as pod');
  });

  it('shows state and actions of the pod that stands', () => {
    assert.deepEqual(titles(podSnapshot()), ['$(pass-filled) Running 2/2', 'Stop', 'Logs', 'Inspect']);
  });

  it('says on its state what keeps a pod from running', () => {
    const tooltip = (snapshot: PodSnapshot) =>
      lensTitles({ findings: [], pod }, snapshot, 'hash', plainText)[0]?.tooltip;
    const stuck = waiting('CreateContainerConfigError', 'Secret "token" is not found.');
    assert.equal(tooltip(podSnapshot({ containers: { a: stuck } })), 'Secret "token" is not found.');
    assert.equal(tooltip(podSnapshot()), 'Reveal in the Pods view');
  });

  it('keeps them beside the problems of a text that is being edited', () => {
    assert.deepEqual(titles(podSnapshot(), 'hash', [problem]).slice(0, 2), [
      '$(error) 1 problem',
      '$(pass-filled) Running 2/2',
    ]);
  });

  it('offers the changed manifest', () => {
    assert.equal(titles(podSnapshot(), 'other').at(-1), '$(sync) Apply changes');
  });

  it('offers to describe what needs attention', () => {
    const waits = podSnapshot({ containers: { a: waiting('ImagePullBackOff') } });
    assert.deepEqual(titles(waits), [
      '$(cloud-download) ImagePullBackOff 0/1',
      'Stop',
      'Inspect',
      'Describe',
    ]);
    assert.ok(!titles(podSnapshot()).includes('Describe'));
  });

  it('offers to start what is stopped, and to run again what is finished', () => {
    const sandbox = { id: 's', attempt: 0, state: 'SANDBOX_NOTREADY', createdAt: '' } as const;
    assert.deepEqual(titles(podSnapshot({ desired: 'Stopped', sandbox })), [
      '$(stop-circle) Stopped',
      'Start',
      'Logs',
    ]);
    assert.deepEqual(
      titles(
        podSnapshot({
          containers: { a: terminated(0, 'Completed') },
          status: { phase: 'Succeeded' },
          sandbox,
        }),
      ),
      ['$(pass) Completed', 'Run again', 'Logs'],
    );
  });

  it('offers nothing on a pod that is going', () => {
    assert.deepEqual(titles(podSnapshot({ desired: 'Removed' }), 'other'), [
      '$(loading~spin) Terminating 2/2',
    ]);
  });
});
