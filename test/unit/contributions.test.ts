import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import manifest from '../../package.json';
import strings from '../../package.nls.json';
import { Commands, ContextKeys, Languages, Settings, Views } from '../../src/contributions';

const { contributes } = manifest;
const sorted = (values: Iterable<string>) => [...new Set(values)].sort();
const text = JSON.stringify(manifest);

describe('contributions', () => {
  it('declares exactly the commands of package.json', () => {
    assert.deepEqual(
      sorted(contributes.commands.map(({ command }) => command)),
      sorted(Object.values(Commands)),
    );
  });

  it('declares exactly the settings of package.json', () => {
    assert.deepEqual(
      sorted(Object.keys(contributes.configuration.properties)),
      sorted(Object.values(Settings)),
    );
  });

  it('sets exactly the context keys that package.json asks for', () => {
    const asked = [...text.matchAll(/dockerPods:\w+/g)].map(([key]) => key);
    assert.deepEqual(sorted(asked), sorted(Object.values(ContextKeys)));
  });

  it('names the views, the panel and the language of package.json', () => {
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [Views.container],
    );
    assert.deepEqual(
      contributes.views.dockerPods.map(({ id }) => id),
      [Views.pods],
    );
    assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${Views.inspector}`));
    assert.deepEqual(
      contributes.languages.map(({ id }) => id),
      [Languages.podLog, Languages.podPlan, Languages.podDescription],
    );
  });

  it('uses commands in menus and welcome texts that exist', () => {
    const known = new Set<string>([...Object.values(Commands), 'workbench.trust.manage']);
    const inMenus = Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command));
    const inTexts = [...JSON.stringify(strings).matchAll(/\(command:([\w.]+)/g)].map(([, id]) => id ?? '');
    for (const id of [...inMenus, ...inTexts]) assert.ok(known.has(id), id);
  });

  it('has at most three inline actions for each kind of item', () => {
    const inline = contributes.menus['view/item/context'].filter(({ group }) => group.startsWith('inline'));
    for (const kind of ['pod', 'container']) {
      const places = inline.filter(({ when }) => when.includes(`\\b${kind}\\b`)).map(({ group }) => group);
      assert.ok(new Set(places).size <= 3, `${kind}: ${places.join(' ')}`);
    }
  });

  it('restricts in untrusted workspaces every setting that reaches Docker', () => {
    assert.deepEqual(
      sorted(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations),
      sorted([
        Settings.ociRuntime,
        Settings.hostIP,
        Settings.runtimeClasses,
        Settings.allowedUnsafeSysctls,
        Settings.podLimits,
      ]),
    );
  });

  it('has a string for every key, and no string without one', () => {
    const used = [...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? '');
    assert.deepEqual(sorted(used), sorted(Object.keys(strings)));
  });

  it('names files that are there', () => {
    const paths = [
      ...contributes.grammars.map(({ path }) => path),
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
    ];
    for (const path of paths) assert.ok(readFileSync(path, 'utf8').length > 0, path);
  });
});
