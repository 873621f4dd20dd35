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

it('leaves out what is not trained', async () => {
  const heap = new SharedHeap();
  using kernels = new FlatKernels(heap, { threads: 1 });
  const dense = heap.allocate('float32', 48);
  dense.set([3, 100, 4], 16);
  dense[47] = 12;
  const rows = ['table', 'frozen'].map((name) => {
    const values = heap.allocate('float32', 1).fill(84);
    return { name, rows: Int32Array.of(0), values };
  });
  const denseRanges = [
    { from: 16, to: 17 },
    { from: 18, to: 48 },
  ];
  const trainable = { names: new Set(['weight', 'table']), denseRanges };
  expect(await globalGradientNorm({ dense, rows }, kernels, trainable)).toBe(85);
});
