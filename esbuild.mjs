// One file builds everything: `node esbuild.mjs [--watch] [--production] [--tests]`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import esbuild from 'esbuild';

const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');

/** Parts of dockerode that Docker Pods never calls, and that weigh more than all the rest (ARCHITECTURE, bundle). */
const neverCalled = [
  'ssh2',
  '@grpc/grpc-js',
  '@grpc/proto-loader',
  'protobufjs',
  'tar-fs',
  '@balena/dockerignore',
];

/** What stands in for packages of docker-modem: Node's own stream, and no debug output. */
const replaced = {
  'readable-stream': "module.exports = require('stream');",
  debug: 'module.exports = () => () => {};',
};

const stub = {
  name: 'stub-never-called',
  setup(build) {
    const names = [...neverCalled, ...Object.keys(replaced)];
    const filter = new RegExp(`^(${names.join('|')})(/.*)?$`);
    build.onResolve({ filter }, (args) => ({ path: args.path, namespace: 'stub' }));
    build.onLoad({ filter: /.*/, namespace: 'stub' }, ({ path }) => ({
      contents: replaced[path] ?? 'module.exports = {};',
    }));
  },
};

/** Tells the problem matcher in .vscode/tasks.json where a build begins and ends. */
const report = {
  name: 'report',
  setup(build) {
    build.onStart(() => console.log('[watch] build started'));
    build.onEnd(({ errors }) => {
      for (const { text, location } of errors) {
        console.error(`✘ [ERROR] ${text}`);
        if (location) console.error(`    ${location.file}:${location.line}:${location.column}:`);
      }
      console.log('[watch] build finished');
    });
  },
};

const node = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: !production,
  sourcesContent: false,
  minify: production,
  logLevel: flags.has('--watch') ? 'silent' : 'warning',
  plugins: flags.has('--watch') ? [stub, report] : [stub],
};

const builds = flags.has('--tests')
  ? [
      {
        ...node,
        entryPoints: ['test/**/*.test.ts', 'test/vscode/*.ts', 'bench/*.ts'],
        outdir: 'out',
        outbase: '.',
        minify: false,
        external: ['vscode', 'mocha', 'playwright-core', '@vscode/test-electron', 'esbuild'],
      },
    ]
  : [
      { ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
      // Invariant 1: without `external: ['vscode']` this build breaks on a value import of vscode in the engine.
      { ...node, entryPoints: ['src/engine/index.ts'], outfile: 'out/engine.js' },
      {
        ...node,
        platform: 'browser',
        target: 'es2023',
        format: 'iife',
        plugins: flags.has('--watch') ? [report] : [],
        entryPoints: ['src/webview/inspector/main.ts'],
        outfile: 'dist/inspector.js',
        loader: { '.ttf': 'file' },
      },
    ];

if (flags.has('--watch')) {
  for (const options of builds) await (await esbuild.context(options)).watch();
} else {
  if (flags.has('--tests')) rmSync('out/test', { recursive: true, force: true });
  const results = await Promise.all(builds.map((options) => esbuild.build({ ...options, metafile: true })));
  mkdirSync('out', { recursive: true });
  if (!flags.has('--tests')) writeFileSync('out/meta.json', JSON.stringify(results[0].metafile));
}
