import { writeFile } from 'node:fs/promises';
import { compileKernels, MODULE_PATH } from './compile.js';

await writeFile(MODULE_PATH, await compileKernels());
