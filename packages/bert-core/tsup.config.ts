import { buildPackage } from '../../tsup.preset.js';

export default buildPackage({ entries: ['src/index.ts', 'src/files.ts', 'src/hub.ts', 'src/hub-testing.ts'] });
