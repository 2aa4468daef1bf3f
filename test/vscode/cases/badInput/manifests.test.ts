import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Commands } from '../../../../src/contributions';
import { type CaughtMessages, catchMessages } from '../../messages';
import { eventually, lensesOf, lensSelector, pressLens, problemsOf, Trial } from '../../trial';
import { hasWindow, screenshot, waitFor } from '../../ui';

interface BadManifest {
  what: string;
  text: string;
  /** `code|text it stands at`, in the order of the text. */
  problems: string[];
  /** What the message says where it is to be run all the same. */
  says: RegExp;
  /** Above its Pod; none where no Pod can be found. */
  lens?: string;
}

const head = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: bad\n';
const container = '    - name: app\n      image: busybox:1.37\n';

const manifests: BadManifest[] = [
  {
    what: 'text that is not YAML',
    text: `${head}spec:\n\tcontainers:\n`,
    problems: ['yaml-syntax|\t'],
    lens: '1 problem',
    says: /^Not run: This is not valid YAML: /,
  },
  {
    what: 'a Pod inside text that is nothing',
    text: `}}} {{{\n${head}\u0007`,
    problems: ['yaml-syntax|}', 'control-character|\u0007'],
    says: /^Not run: This is not valid YAML: /,
  },
  { what: 'an empty file', text: '', problems: [], says: /^The active editor shows no Pod manifest\.$/ },
  {
    what: 'a file of 5 MB',
    text: `${head}${'# filled up\n'.repeat(440_000)}`,
    problems: ['too-large|apiVersion: v1'],
    says: /^Not run: This file has 5 MB of text; manifests above 3 MB are not read\.$/,
  },
  {
    what: 'a Pod without containers',
    text: `${head}spec:\n  restartPolicy: Never\n`,
    problems: ['required|spec'],
    lens: '1 problem',
    says: /^Not run: spec\.containers is required\.$/,
  },
  {
    what: 'two containers of one name',
    text: `${head}spec:\n  containers:\n${container}${container}`,
    problems: ['duplicate-name|app'],
    lens: '1 problem',
    says: /^Not run: There is already a container named app; /,
  },
  {
    what: 'misspelt fields',
    text: `${head}spec:\n  restartpolicy: Never\n  containers:\n${container}      imagePullPolcy: Never\n`,
    problems: ['unknown-field|restartpolicy', 'unknown-field|imagePullPolcy'],
    lens: '2 problems',
    says: /^Not run: There is no field restartpolicy in PodSpec\. Did you mean restartPolicy\?$/,
  },
];

describe('manifests that cannot be run', () => {
  let trial: Trial;
  let messages: CaughtMessages;

  before(async () => {
    trial = await Trial.begin();
    messages = catchMessages();
  });
  after(async () => {
    messages?.restore();
    await trial?.dispose();
  });
  beforeEach(() => messages.forget());

  for (const [index, { what, text, problems, lens, says }] of manifests.entries()) {
    it(`${what}: marked at the character, and not run`, async () => {
      const own = text.replace('name: bad', `name: bad\n  namespace: ${trial.namespace}`);
      const document = await trial.show(`bad-${index}.yaml`, own);
      await eventually(() => assert.deepEqual(problemsOf(document), problems));
      const titles = (await lensesOf(document)).map(({ title }) => title);
      assert.deepEqual(titles, lens ? [lens] : []);
      if (lens) {
        await pressLens(document, lens);
        assert.equal(selected(), problems[0]?.split('|')[1], 'its lens leads to the first problem');
        if (hasWindow) await waitFor(lensSelector(lens));
      }
      assert.equal(messages.all.length, 0, 'nothing is said before somebody asks');
      await screenshot(`bad-input-${index}`);

      await vscode.commands.executeCommand(Commands.podRun);
      assert.equal(messages.all.length, 1, JSON.stringify(messages.all));
      assert.match(messages.all[0]?.text ?? '', says);
      if (problems.length > 0) assert.equal(selected(), problems[0]?.split('|')[1]);
      assert.deepEqual(await trial.leftovers('bad'), []);
      assert.throws(() => trial.podItem('bad'));
    });
  }

  it('other YAML is left alone', async () => {
    const document = await trial.show('other.yaml', 'kind: [\n');
    await trial.show('last.yaml', `${head}spec: {}\n`);
    const last = vscode.window.activeTextEditor?.document;
    assert.ok(last);
    await eventually(() => assert.equal(problemsOf(last).length, 1));
    assert.deepEqual(problemsOf(document), []);
  });
});

function selected(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.getText(editor.selection);
}
