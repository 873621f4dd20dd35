import { ConfigError, ShapeError, SharedHeap } from '@bertsmith/tensor';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { FlatKernels } from './flat-kernels.js';
import { keepByBits } from './keep-by-bits.js';

const heap = new SharedHeap();
const kernels = new FlatKernels(heap, { threads: 2 });
afterAll(() => kernels.dispose());

/** What makes a difference when something is multiplied by 0, and what does not. */
const NUMBERS = [1.5, -2, -0, 0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-45];

const hasBit = (bits: Uint8Array, index: number) => (((bits[index >> 3] as number) >> (index & 7)) & 1) === 1;

/** In plain loops. */
function kept(values: Float32Array, bits: Uint8Array): Float32Array {
  return values.map((value, index) => (hasBit(bits, index) ? value : 0));
}

async function check(length: number, seed: number): Promise<void> {
  const values = heap.allocate('float32', length + 1);
  values.set(values.map((_, index) => NUMBERS[(index * 7 + seed) % NUMBERS.length] as number));
  const bits = heap.allocate('uint8', Math.ceil(length / 8));
  bits.set(bits.map((_, index) => Math.imul(index + seed + 1, 2654435761) >>> 13));
  const expected = [...kept(values.subarray(0, length), bits), values[length]];
  await keepByBits([{ values: values.subarray(0, length), bits }], kernels);
  // `Object.is` tells -0 from 0.
  values.forEach((value, index) => void expect(Object.is(value, expected[index])).toBe(true));
}

it('leaves what has a bit, and makes +0 of the others, of any length and whatever they are', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(70), fc.nat(1000), check), { seed: 1, numRuns: 100 });
});

it('goes on over pieces of work, the last of them a short one', () => check(2 * 65_536 + 13, 3));

it('masks several arrays as one', async () => {
  const arrays = [3, 9].map((length) => heap.allocate('float32', length).fill(1));
  const bits = arrays.map(() => heap.allocate('uint8', 2).fill(0b0101_0101));
  await keepByBits(
    arrays.map((values, index) => ({ values, bits: bits[index] as Uint8Array })),
    kernels,
  );
  expect(arrays.map((each) => [...each])).toEqual([
    [1, 0, 1],
    [1, 0, 1, 0, 1, 0, 1, 0, 1],
  ]);
});

it('refuses too few bits, and arrays of other memory', async () => {
  const values = heap.allocate('float32', 9);
  const short = keepByBits([{ values, bits: heap.allocate('uint8', 1) }], kernels);
  await expect(short).rejects.toThrow(ShapeError);
  await expect(short).rejects.toThrow('masking 9 numbers takes 2 bytes of bits, there are 1');
  await expect(keepByBits([{ values, bits: new Uint8Array(2) }], kernels)).rejects.toThrow(ConfigError);
});
