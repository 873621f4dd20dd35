/**
 * `check:layers`: packages are floors of a house, and each stands only on the floors below it.
 * The floors are in `layers/package-floors.ts`; the rules, one a file, beside it.
 */
import { findLayerOffences } from './layers/find-layer-offences.js';
import { formatOffence } from './layers/offence.js';

const { packages, offences } = findLayerOffences(process.cwd());
for (const offence of offences) console.error(formatOffence(offence));
if (packages.length === 0) console.error('no packages found: run this at the root of the repository');
else console.log(`layers: ${packages.length} packages, ${offences.length} offences`);
process.exitCode = packages.length === 0 || offences.length > 0 ? 1 : 0;
