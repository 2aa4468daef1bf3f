import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** The tests run bundled from out/, so the sources are found from the working folder, the project's. */
const source = resolve('src');
const engine = join(source, 'engine');

interface Import {
  file: string;
  /** As written. */
  from: string;
  /** Path below src/engine, where the import is one of ours. */
  target?: string;
  typeOnly: boolean;
}

/** The ground first. An import goes down or stays on its floor (docs/ARCHITECTURE.md). */
const floors = ['model', 'plan', 'manifest', 'runtime', 'observe', 'supervise inspect net export', '.'];

function floorOf(path: string): number {
  const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : '.';
  return floors.findIndex((floor) => floor.split(' ').includes(folder));
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function importsOf(file: string): Import[] {
  const pattern = /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)';?$/gm;
  return [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, type, from = '']) => {
    const target = from.startsWith('.') ? relative(engine, resolve(dirname(file), from)) : undefined;
    return { file, from, typeOnly: type !== undefined, ...(target === undefined ? {} : { target }) };
  });
}

const engineImports = sourcesBelow(engine).flatMap(importsOf);
const shown = ({ file, from }: Import) => `${relative(source, file)} imports ${from}`;

describe('architecture', () => {
  it('finds the imports it judges', () => {
    assert.ok(engineImports.length > 200, String(engineImports.length));
    assert.ok(engineImports.some(({ from }) => from === 'dockerode'));
  });

  it('knows the floor of every folder of the engine', () => {
    const homeless = sourcesBelow(engine).filter((file) => floorOf(relative(engine, file)) < 0);
    assert.deepEqual(homeless, []);
  });

  it('has no import in the engine that goes up', () => {
    const up = engineImports.filter(
      ({ file, target }) => target !== undefined && floorOf(target) > floorOf(relative(engine, file)),
    );
    assert.deepEqual(up.map(shown), []);
  });

  it('imports vscode nowhere in the engine, and dockerode in runtime/docker alone (invariants 1 and 2)', () => {
    const wrong = engineImports.filter(
      ({ file, from }) =>
        from === 'vscode' ||
        (/^(dockerode|docker-modem)$/.test(from) && !relative(engine, file).startsWith('runtime/docker/')),
    );
    assert.deepEqual(wrong.map(shown), []);
  });

  it('does no I/O in manifest and plan, reads no clock, makes no random numbers (invariant 3)', () => {
    const pure = ['manifest', 'plan'].flatMap((folder) => sourcesBelow(join(engine, folder)));
    // Of these only what computes: hashes, joined paths, isIP.
    const harmless = new Set(['node:crypto', 'node:path', 'node:net', 'yaml']);
    const imports = pure
      .flatMap(importsOf)
      .filter(({ from }) => !from.startsWith('.') && !harmless.has(from));
    assert.deepEqual(imports.map(shown), []);
    const impure =
      /\bDate\.now\b|\bnew Date\(|\bperformance\.|\bMath\.random\b|\brandom(Bytes|UUID)\b|\bprocess\.|\bfetch\(/;
    assert.deepEqual(
      pure.filter((file) => impure.test(readFileSync(file, 'utf8'))),
      [],
    );
  });

  it('reaches the engine from the ui through its index alone, and the webview through types alone', () => {
    const ui = sourcesBelow(join(source, 'ui')).flatMap(importsOf);
    const deep = ui.filter(
      ({ target }) => target !== undefined && !target.startsWith('..') && target !== 'index',
    );
    assert.deepEqual(
      deep.map(shown).filter((text) => !/imports .*engine$/.test(text)),
      [],
    );
    const webview = sourcesBelow(join(source, 'webview')).flatMap(importsOf);
    const heavy = webview.filter(
      ({ target, typeOnly, from }) =>
        from === 'vscode' || (target !== undefined && !target.startsWith('..') && !typeOnly),
    );
    assert.deepEqual(heavy.map(shown), []);
  });

  it('makes no HTML of data in the webview (invariant 10)', () => {
    const html = /\binnerHTML\b|\bouterHTML\b|\binsertAdjacentHTML\b|\bdocument\.write\b/;
    const files = sourcesBelow(join(source, 'webview')).filter((file) =>
      html.test(readFileSync(file, 'utf8')),
    );
    assert.deepEqual(files, []);
  });

  it('keeps the composition root about wiring: at most 120 lines', () => {
    const lines = readFileSync(join(source, 'extension.ts'), 'utf8').split('\n').length;
    assert.ok(lines <= 120, `${lines} lines`);
  });
});
