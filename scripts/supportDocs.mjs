// Writes docs/SUPPORT.md from the support table of the engine: `npm run docs`.
import { writeFileSync } from 'node:fs';
import esbuild from 'esbuild';

const { outputFiles } = await esbuild.build({
  entryPoints: ['scripts/lib/supportDocs.ts'],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
});
const code = Buffer.from(outputFiles[0].contents).toString('base64');
const { supportDocs } = await import(`data:text/javascript;base64,${code}`);
writeFileSync('docs/SUPPORT.md', supportDocs());
