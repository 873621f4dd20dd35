import { buildPackage } from '../../tsup.preset.js';

export default buildPackage({ entries: ['src/index.ts'], programs: ['src/bin.ts', 'src/speed-program.ts'] });
