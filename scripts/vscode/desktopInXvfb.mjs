#!/usr/bin/env node
// Stands for the desktop's executable where there is no display: the same one inside xvfb-run.
import { main } from '../lib/cleanup.mjs';
import { run } from '../lib/processes.mjs';

main(() =>
  run('xvfb-run', ['-a', process.env.DOCKER_PODS_VSCODE_DESKTOP ?? 'code', ...process.argv.slice(2)]),
);
