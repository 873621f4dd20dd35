import { buildPackage } from '../../tsup.preset.js';

export default buildPackage({ entries: ['src/index.ts', 'src/conformance.ts'] });
