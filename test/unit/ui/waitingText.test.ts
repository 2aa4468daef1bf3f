import assert from 'node:assert/strict';
import type { PodProblem } from '../../../src/engine';
import { waitingText } from '../../../src/ui/commands/waitingText';
import { plainText, podSnapshot, terminated, waiting } from './fakeEngine';

const problem: PodProblem = {
  containerName: 'app',
  reason: 'ErrImagePull',
  code: 'image-not-found',
  args: { image: 'ngnix' },
};
const said = (snapshot = podSnapshot()) =>
  waitingText(snapshot, ({ args }) => `There is no image ${args.image}.`, plainText);

describe('waitingText', () => {
  it('names the pod, the reason, the container and what is behind it', () => {
    const { text, problem: behind } = said(podSnapshot({ problems: [problem] })) ?? {};
    assert.equal(text, 'Pod web waits: ErrImagePull of container app. There is no image ngnix.');
    assert.equal(behind, problem);
  });

  it('knows problems of the pod as a whole', () => {
    const { containerName: _, ...whole } = problem;
    assert.equal(
      said(podSnapshot({ problems: [whole] }))?.text,
      'Pod web waits: ErrImagePull. There is no image ngnix.',
    );
  });

  it('says what a container waits for where only its status has it', () => {
    const stuck = waiting('CreateContainerConfigError', 'secret "token" not found');
    assert.equal(
      said(podSnapshot({ containers: { app: stuck } }))?.text,
      'Pod web waits: CreateContainerConfigError of container app. secret "token" not found',
    );
  });

  it('says nothing of what is well, on its way, or over', () => {
    assert.equal(said(), undefined);
    assert.equal(said(podSnapshot({ containers: { app: waiting('ContainerCreating') } })), undefined);
    assert.equal(
      said(podSnapshot({ containers: { app: terminated(1, 'Error') }, status: { phase: 'Failed' } })),
      undefined,
    );
  });
});
