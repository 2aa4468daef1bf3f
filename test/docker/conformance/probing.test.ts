import { probing } from './probing';

probing('probing containers', '[sig-node] Probing container', false);
