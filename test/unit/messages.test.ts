import assert from 'node:assert/strict';
import { formatMessage } from '../../src/engine/model/messages';
import { rules } from '../../src/engine/model/rules';
import { supportNotes } from '../../src/engine/model/supportNotes';

describe('formatMessage', () => {
  it('puts arguments into the sentence, and leaves out what needs one that is not given', () => {
    const args = { parent: 'Container', field: 'imge' };
    assert.equal(formatMessage('unknown-field', args), 'There is no field imge in Container.');
    assert.equal(
      formatMessage('unknown-field', { ...args, similar: 'image' }),
      'There is no field imge in Container. Did you mean image?',
    );
  });

  it('says rules and notes in sentences of its own', () => {
    const note = formatMessage('field-ignored', { path: 'spec.nodeName', note: 'no-scheduler' });
    assert.equal(note, `spec.nodeName has no effect here: ${supportNotes['no-scheduler']}`);
    const rule = formatMessage('invalid-name', { value: 'A', rule: 'dns-label' });
    assert.equal(rule, `"A" is not a valid name: ${rules['dns-label']}`);
  });

  it('gives every part to the translator, and only its own text', () => {
    const asked: string[] = [];
    const translate = (english: string) => {
      asked.push(english);
      return `<${english}>`;
    };
    const text = formatMessage('field-ignored', { path: '{note}', note: 'no-scheduler' }, translate);
    assert.deepEqual(asked, [supportNotes['no-scheduler'], '{path} has no effect here: {note}']);
    assert.equal(text, `<{note} has no effect here: <${supportNotes['no-scheduler']}>>`);
  });

  it('leaves brackets and braces of arguments alone', () => {
    const text = formatMessage('required', { path: 'spec.containers[0].{name}' });
    assert.equal(text, 'spec.containers[0].{name} is required.');
  });
});
