// Loads the modules named on the command line from a directory, and prints how long that took, in ms. For bundleBench.
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';

/** Stands in for the `vscode` module, whatever of it is read, called, made or extended while an extension loads. */
const stub: unknown = new Proxy(class {}, {
  get: (target, name) => {
    if (name === Symbol.toPrimitive) return () => '';
    return name === 'prototype' ? target.prototype : stub;
  },
  apply: () => stub,
  // A bundle's import makes an object of its own that inherits from the module.
  getPrototypeOf: () => stub as object,
});

interface Loader {
  _load(request: string, ...rest: unknown[]): unknown;
}

const loader = Module as unknown as Loader;
const load = loader._load;
loader._load = function (this: unknown, request, ...rest) {
  return request === 'vscode' ? stub : load.call(this, request, ...rest);
};

const [directory = '.', ...modules] = process.argv.slice(2);
const require = createRequire(join(directory, 'package.json'));
const began = performance.now();
for (const name of modules) require(name);
process.stdout.write(String(performance.now() - began));
process.exit();
