import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const PROGRAM = `
  import { createGraph, input, negate } from '@bertsmith/graph';
  import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
  const x = input('x', 'float32', ['batch']);
  const executable = await createOnnxRuntimeBackend().compile({ graph: createGraph({ y: negate(x) }) });
  const results = await executable.run({ x: { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) } });
  if (process.argv.includes('dispose')) await executable.dispose();
  console.log(results.get('y').data.join());
`;

it.each([['undisposed'], ['dispose']])('a process with an executable that is %s ends by itself', async (how) => {
  const options = { cwd: new URL('..', import.meta.url), timeout: 10_000 };
  // Within the time that a thread without sessions stays: an idle thread holds nothing up.
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', PROGRAM, '--', how],
    options,
  );
  expect({ stdout, stderr }).toEqual({ stdout: '-1,-2\n', stderr: '' });
});
