import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { compileKernels, MODULE_PATH } from '../../assembly/compile.js';

it('is what the sources in assembly/kernels compile to', async () => {
  // Where this fails, `pnpm build:kernels` makes it anew.
  expect(await readFile(MODULE_PATH, 'utf8')).toBe(await compileKernels());
}, 120_000);
