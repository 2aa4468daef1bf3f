import { containerRows } from './support/containerRows';
import { metadataRows } from './support/metadataRows';
import { podRows } from './support/podRows';
import { podSecurityRows } from './support/securityRows';
import type { SupportRule } from './support/supportRule';
import { volumeRows } from './support/volumeRows';

/**
 * What becomes of every field of a Pod (docs/ARCHITECTURE.md, invariant 5). A `supported` row speaks for that field
 * alone; any other row for everything below it too. Paths leave out `[]`; `*` is any other key of a map. Of several
 * rules for one field the first that fits counts.
 */
export const supportTable: Readonly<Record<string, readonly SupportRule[]>> = {
  ...metadataRows,
  ...podRows,
  ...podSecurityRows(),
  ...containerRows('spec.containers'),
  ...containerRows('spec.initContainers'),
  ...volumeRows,
};
