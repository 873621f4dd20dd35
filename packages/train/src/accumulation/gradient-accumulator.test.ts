import { ConfigError, InputError, ParameterArena, ShapeError, SharedHeap } from '@bertsmith/tensor';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { hasSameBits } from '../../test/distance.js';
import { fillPseudoRandom } from '../../test/pseudo-random.js';
import { FlatKernels } from '../flat-kernels/flat-kernels.js';
import type { Gradients } from '../optimizers/gradients.js';
import { GradientAccumulator } from './gradient-accumulator.js';

const TABLE = { rows: 40, width: 5 };

const made: FlatKernels[] = [];

afterEach(async () => {
  await Promise.all(made.splice(0).map((kernels) => kernels.dispose()));
});

function setUp(threads = 2) {
  const initialization = { constant: 0 };
  const arena = new ParameterArena(
    [
      { name: 'weight', shape: [300, 301], initialization, weightDecay: true },
      { name: 'table', shape: [TABLE.rows, TABLE.width], initialization, weightDecay: true, gradient: 'rows' },
      { name: 'other', shape: [3, 2], initialization, weightDecay: true, gradient: 'rows' },
    ],
    new SharedHeap(),
  );
  const kernels = new FlatKernels(arena.heap, { threads });
  made.push(kernels);
  return { arena, kernels, accumulator: new GradientAccumulator(arena, kernels) };
}

/** Gradients with some rows of the table, the same at every call. */
function gradientsOf({ heap, denseLength }: ParameterArena, seed: number, touched: readonly number[]): Gradients {
  const dense = fillPseudoRandom(heap.allocate('float32', denseLength), seed);
  const rows = heap.allocate('int32', touched.length);
  rows.set(touched);
  const values = fillPseudoRandom(heap.allocate('float32', touched.length * TABLE.width), seed + 1);
  return { dense, rows: [{ name: 'table', rows, values }] };
}

const f = Math.fround;

/** sum <- sum + weight * x, in float32. */
function addScaled(sum: Float32Array, x: Float32Array, weight: number): void {
  x.forEach((value, index) => {
    sum[index] = f((sum[index] as number) + f(weight * value));
  });
}

describe('GradientAccumulator', () => {
  it.each([1, 2, 3])('adds in the order of the batches, with %i threads', async (threads) => {
    const { arena, accumulator } = setUp(threads);
    const batches = [gradientsOf(arena, 1, [1, 5]), gradientsOf(arena, 2, [0, 5, 39]), gradientsOf(arena, 3, [5])];
    const weights = [3, 0.5, 7];
    const expected = new Float32Array(arena.denseLength);
    for (const [index, batch] of batches.entries()) {
      await accumulator.add(batch, weights[index]);
      addScaled(expected, batch.dense, weights[index] as number);
    }
    const { dense, rows } = accumulator.gradients();
    expect(hasSameBits(dense, expected)).toBe(true);
    expect(rows.map(({ name }) => name)).toEqual(['table', 'other']);
    expect([...(rows[0]?.rows ?? [])]).toEqual([0, 1, 5, 39]);
    expect(rows[1]?.rows).toHaveLength(0);
    expect([accumulator.count, accumulator.totalWeight, accumulator.gradientScale]).toEqual([3, 10.5, 1 / 10.5]);
  });

  it('sums the rows of a table as dense gradients would be summed', async () => {
    const { arena, accumulator } = setUp();
    const rowList = fc.uniqueArray(fc.nat(TABLE.rows - 1), { maxLength: 12 }).map((rows) => rows.sort((a, b) => a - b));
    const batch = fc.record({ rows: rowList, weight: fc.integer({ min: 0, max: 9 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 5 }), async (batches) => {
        accumulator.reset();
        const expected = new Float32Array(TABLE.rows * TABLE.width);
        const touched = new Set<number>();
        for (const [index, { rows, weight }] of batches.entries()) {
          const gradients = gradientsOf(arena, index, rows);
          await accumulator.add(gradients, weight);
          rows.forEach((row, place) => {
            touched.add(row);
            const range = [row * TABLE.width, (row + 1) * TABLE.width] as const;
            const from = place * TABLE.width;
            const values = gradients.rows[0]?.values.subarray(from, from + TABLE.width) as Float32Array;
            addScaled(expected.subarray(...range), values, weight);
          });
        }
        const table = accumulator.gradients().rows[0];
        expect([...(table?.rows ?? [])]).toEqual([...touched].sort((a, b) => a - b));
        const actual = new Float32Array(expected.length);
        table?.rows.forEach((row, place) => {
          actual.set(table.values.subarray(place * TABLE.width, (place + 1) * TABLE.width), row * TABLE.width);
        });
        expect([...actual]).toEqual([...expected].map((value) => value + 0));
      }),
      { numRuns: 30 },
    );
  });

  it('is the mean over all tokens when the weights are the tokens of each batch', async () => {
    const { arena, accumulator } = setUp();
    const tokenGradients = [0.25, 1, -3, 8, 0.5, 6, 2];
    for (const tokens of [tokenGradients.slice(0, 2), tokenGradients.slice(2)]) {
      const mean = tokens.reduce((sum, value) => sum + value, 0) / tokens.length;
      const dense = arena.allocateLike('dense').fill(mean);
      await accumulator.add({ dense, rows: [] }, tokens.length);
    }
    const sum = accumulator.gradients().dense[0] as number;
    const expected = tokenGradients.reduce((total, value) => total + value, 0) / tokenGradients.length;
    expect(sum * accumulator.gradientScale).toBeCloseTo(expected, 6);
  });

  it('forgets everything at a reset', async () => {
    const { arena, accumulator } = setUp();
    await accumulator.add(gradientsOf(arena, 1, [1, 5, 7]), 3);
    accumulator.reset();
    expect(accumulator.count).toBe(0);
    const batch = gradientsOf(arena, 2, [5]);
    await accumulator.add(batch);
    const { dense, rows } = accumulator.gradients();
    expect(hasSameBits(dense, batch.dense)).toBe(true);
    expect(rows[0]).toEqual(batch.rows[0]);
  });

  it('refuses weights, gradients and kernels that do not fit, and changes nothing', async () => {
    const { arena, kernels, accumulator } = setUp();
    const batch = gradientsOf(arena, 1, [1]);
    await expect(accumulator.add(batch, -1)).rejects.toThrow(InputError);
    await expect(accumulator.add(batch, Number.NaN)).rejects.toThrow('the weight must be 0 or more, not NaN');
    await expect(accumulator.add({ ...batch, dense: batch.dense.subarray(1) })).rejects.toThrow(ShapeError);
    await expect(accumulator.add(gradientsOf(arena, 1, [2, 1]))).rejects.toThrow(InputError);
    expect(accumulator.count).toBe(0);
    expect(() => accumulator.gradients()).toThrow('nothing was added');
    expect(() => new GradientAccumulator(new ParameterArena([]), kernels)).toThrow(ConfigError);
  });
});
