import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('lets a process end that does not dispose of it', async () => {
  const program = fileURLToPath(new URL('../../test/idle-kernels.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program], { timeout: 25_000 });
  expect(stdout).toBe('results: 1\n');
});
