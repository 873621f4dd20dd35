import { ConfigError, ShapeError, SharedHeap } from '@bertsmith/tensor';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { FlatKernels } from './flat-kernels.js';
import { subtractSigns } from './subtract-signs.js';

const heap = new SharedHeap();
const kernels = new FlatKernels(heap, { threads: 2 });
afterAll(() => kernels.dispose());

const NUMBERS = [1.5, -2, -0, 0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-20, -1e-20];

function allocate(length: number, numberAt: (index: number) => number): Float32Array {
  const array = heap.allocate('float32', length);
  for (let index = 0; index < length; index++) array[index] = numberAt(index);
  return array;
}

async function check(length: number, seed: number): Promise<void> {
  const a = allocate(length, (index) => NUMBERS[(index * 7 + seed) % NUMBERS.length] as number);
  const b = allocate(length, (index) => NUMBERS[(index * 4 + Math.floor(index / 9)) % NUMBERS.length] as number);
  const sums = allocate(length, (index) => (index % 5) - 2);
  const expected = sums.map((sum, index) => sum - (Math.sign((a[index] as number) * (b[index] as number)) || 0));
  await subtractSigns([{ sums, a, b }], kernels);
  expect(sums.findIndex((sum, index) => sum !== expected[index])).toBe(-1);
}

it('takes away a 1 where the product is above 0 and adds one where it is below, whatever the numbers', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(200), fc.nat(8), check), { seed: 1, numRuns: 50 });
});

it('goes on over pieces of work, the last of them a short one', () => check(65_536 + 7, 3));

it('refuses arrays of other lengths, and of other memory', async () => {
  const [sums, a, b] = [5, 5, 4].map((length) => allocate(length, () => 1)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const short = subtractSigns([{ sums, a, b }], kernels);
  await expect(short).rejects.toThrow(ShapeError);
  await expect(short).rejects.toThrow('subtracting signs from 5 numbers takes arrays as long, got 5, 4');
  await expect(subtractSigns([{ sums, a, b: new Float32Array(5) }], kernels)).rejects.toThrow(ConfigError);
});
