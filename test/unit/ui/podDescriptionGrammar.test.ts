import assert from 'node:assert/strict';
import grammar from '../../../syntaxes/pod-description.tmLanguage.json';

const { field, heading, normal, notice, warning } = grammar.repository;
const matched = ({ match }: { match: string }, line: string) =>
  new RegExp(match.replace('\\A', '^')).exec(line)?.slice(1);

describe('grammar of pod descriptions', () => {
  it('knows fields, and states that somebody must mend', () => {
    assert.deepEqual(matched(field, 'Name:             web'), ['Name', undefined]);
    assert.deepEqual(matched(field, '      Reason:       ImagePullBackOff'), [
      '      Reason',
      'ImagePullBackOff',
    ]);
    assert.deepEqual(matched(field, '    State:          Running'), ['    State', undefined]);
    assert.equal(matched(field, '  Normal  Pulled  5s  kubelet  no colon here'), undefined);
  });

  it('knows sections and events', () => {
    assert.deepEqual(matched(heading, 'Init Containers:'), ['Init Containers']);
    assert.deepEqual(matched(warning, '  Warning  Failed     5s (x3 over 1m)  Error: ErrImagePull'), [
      'Warning',
      'Failed',
    ]);
    assert.deepEqual(matched(normal, '  Normal   Created    5s   Created container app'), [
      'Normal',
      'Created',
    ]);
  });

  it('knows what is said instead of a pod that is gone', () => {
    assert.ok(matched(notice, '# Pod web is gone.'));
  });
});
