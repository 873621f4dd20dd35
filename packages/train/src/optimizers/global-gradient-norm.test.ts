import { SharedHeap } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { globalGradientNorm } from './global-gradient-norm.js';

it('takes dense gradients and rows as one vector', async () => {
  const heap = new SharedHeap();
  using kernels = new FlatKernels(heap, { threads: 2 });
  const dense = heap.allocate('float32', 100_000).fill(0.01);
  const values = heap.allocate('float32', 6).fill(2);
  const rows = [{ name: 'table', rows: Int32Array.of(4, 9), values }];
  const expected = Math.sqrt(100_000 * Math.fround(0.01) ** 2 + 6 * 4);
  expect(await globalGradientNorm({ dense, rows }, kernels)).toBeCloseTo(expected, 10);
  values[3] = Number.NaN;
  expect(await globalGradientNorm({ dense, rows }, kernels)).toBeNaN();
});
