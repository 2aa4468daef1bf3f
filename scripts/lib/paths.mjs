import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What a run leaves to look at (logs, screenshots); never committed. */
export const outDir = join(root, 'out');

/** Things fetched once for all clones of the project: VS Code, stand-in images. */
export const cacheDir = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'docker-pods-dev');
