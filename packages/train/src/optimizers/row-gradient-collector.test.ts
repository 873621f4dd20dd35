import { InputError, SharedHeap } from '@bertsmith/tensor';
import { array, assert, asyncProperty, integer } from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { fillPseudoRandom } from '../../test/pseudo-random.js';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import { RowGradientCollector } from './row-gradient-collector.js';

const kernels = new FlatKernels(new SharedHeap(), { threads: 2 });

afterAll(() => kernels.dispose());

/** Sums by row, in the order of the tokens, rounded to float32 after each. */
function sumByRow(indices: readonly number[], values: Float32Array, width: number): Map<number, Float32Array> {
  const sums = new Map<number, Float32Array>();
  indices.forEach((row, token) => {
    const sum = sums.get(row) ?? new Float32Array(width);
    const own = values.subarray(token * width, (token + 1) * width);
    sums.set(
      row,
      sum.map((value, column) => value + (own[column] as number)),
    );
  });
  return sums;
}

describe('RowGradientCollector', () => {
  it('adds up the gradients of tokens that read the same row', async () => {
    const collector = new RowGradientCollector({ name: 'table', width: 5, kernels });
    const rowsOfTokens = array(integer({ min: 0, max: 40 }), { maxLength: 60 });
    await assert(
      asyncProperty(rowsOfTokens, async (indices) => {
        const values = fillPseudoRandom(kernels.heap.allocate('float32', indices.length * 5), indices.length);
        const gradient = await collector.collect(Int32Array.from(indices), values);
        const expected = [...sumByRow(indices, values, 5)].sort(([a], [b]) => a - b);
        expect([...gradient.rows]).toEqual(expected.map(([row]) => row));
        expect([...gradient.values]).toEqual(expected.flatMap(([, sum]) => [...sum]));
      }),
      { seed: 11, numRuns: 50 },
    );
  });

  it('reuses its buffers once they are large enough', async () => {
    const collector = new RowGradientCollector({ name: 'table', width: 4, kernels });
    const values = kernels.heap.allocate('float32', 8 * 4).fill(1);
    const first = await collector.collect(new Int32Array(8).fill(3), values);
    const usedBytes = kernels.heap.usedBytes;
    const second = await collector.collect(Int32Array.of(5, 2), values.subarray(0, 8));
    expect(kernels.heap.usedBytes).toBe(usedBytes);
    expect(second.values.byteOffset).toBe(first.values.byteOffset);
    expect(second).toMatchObject({ name: 'table', rows: Int32Array.of(2, 5), values: new Float32Array(8).fill(1) });
  });

  it('refuses negative rows and values of another size', async () => {
    const collector = new RowGradientCollector({ name: 'table', width: 4, kernels });
    const values = kernels.heap.allocate('float32', 8);
    await expect(collector.collect(Int32Array.of(1, -7), values)).rejects.toThrow(/no row -7/);
    await expect(collector.collect(Int32Array.of(1), values)).rejects.toThrow(InputError);
  });
});
