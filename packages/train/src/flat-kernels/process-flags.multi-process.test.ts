import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('starts its threads without the flags of the process', () => {
  const program = [
    "import { FlatKernels } from '@bertsmith/train';",
    "import { SharedHeap } from '@bertsmith/tensor';",
    'const kernels = new FlatKernels(new SharedHeap(), { threads: 1 });',
    'console.log((await kernels.run([])).length);',
    'await kernels.dispose();',
  ].join('\n');
  const cwd = new URL('../../../..', import.meta.url);
  expect(execFileSync('node', ['--input-type=module', '-e', program], { cwd, encoding: 'utf8' })).toBe('0\n');
});
