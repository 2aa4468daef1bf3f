import { probing } from './probing';

const sidecars = '[NodeAlphaFeature:SidecarContainers][Feature:SidecarContainers]';
probing('probing sidecars', `[sig-node] ${sidecars} Probing restartable init container`, true);
