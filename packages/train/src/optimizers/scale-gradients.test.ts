import { SharedHeap } from '@bertsmith/tensor';
import { afterAll, expect, it } from 'vitest';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { scaleGradients } from './scale-gradients.js';

const heap = new SharedHeap();
const kernels = new FlatKernels(heap, { threads: 1 });
afterAll(() => kernels.dispose());

it('multiplies dense gradients and lists of rows', async () => {
  const dense = heap.allocate('float32', 5).fill(3);
  const values = heap.allocate('float32', 2).fill(-1);
  await scaleGradients({ dense, rows: [{ name: 'table', rows: Int32Array.of(7), values }] }, 0.5, kernels);
  expect([...dense]).toEqual([1.5, 1.5, 1.5, 1.5, 1.5]);
  expect([...values]).toEqual([-0.5, -0.5]);
});
