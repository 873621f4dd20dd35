import { createGraph, gelu, gradients, input, matmul, parameter, reduceSum } from '@bertsmith/graph';
import { SharedHeap, type Tensor } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { createOnnxRuntimeBackend } from './onnxruntime-backend.js';

/** The allocator's own noise is some 8 MB; one output kept from each run would be 50 MB. */
const TOLERANCE_BYTES = 24e6;

const WIDTH = 128;

it('memory stays flat over runs of random lengths', async () => {
  const heap = new SharedHeap();
  const x = input('x', 'float32', ['rows', WIDTH]);
  const w = parameter('w', 'float32', [WIDTH, WIDTH]);
  const step = gradients(createGraph({ loss: reduceSum(gelu(matmul(gelu(matmul(x, w)), w))) }));
  const filled = (shape: readonly number[]): Tensor => ({
    dtype: 'float32',
    shape,
    data: heap
      .allocate(
        'float32',
        shape.reduce((count, size) => count * size, 1),
      )
      .fill(0.01),
  });
  await using executable = await createOnnxRuntimeBackend().compile({
    graph: step.graph,
    parameters: new Map([['w', filled([WIDTH, WIDTH])]]),
    outputs: new Map([['gradient:w', filled([WIDTH, WIDTH])]]),
    heap,
  });
  const all = new Float32Array(1024 * WIDTH).fill(0.01);
  const run = (rows: number) =>
    executable.run({ x: { dtype: 'float32', shape: [rows, WIDTH], data: all.subarray(0, rows * WIDTH) } });
  await run(1024);
  for (let index = 0; index < 50; index++) await run(lengthOf(index));
  const before = process.memoryUsage.rss();
  for (let index = 0; index < 200; index++) await run(lengthOf(index + 50));
  expect(process.memoryUsage.rss() - before).toBeLessThan(TOLERANCE_BYTES);
});

/** A length from 1 to 1024, never the same twice in a row. */
function lengthOf(index: number): number {
  return ((index * 619) % 1024) + 1;
}
