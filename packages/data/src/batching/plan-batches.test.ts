import { ConfigError, InputError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthBuckets } from './length-buckets.js';
import { type PlannedBatch, planEvaluationBatches, planTrainingBatches } from './plan-batches.js';

const MAX_LENGTH = 128;

const plans = fc.record({
  lengths: fc.array(fc.integer({ min: 1, max: MAX_LENGTH }), { minLength: 1, maxLength: 400 }),
  batchSize: fc.integer({ min: 1, max: 40 }),
  maxLength: fc.constant(MAX_LENGTH),
  seed: fc.nat(),
  epoch: fc.nat(),
});

function rowsOf(batches: readonly PlannedBatch[]): number[] {
  return batches.flatMap(({ rowNumbers }) => [...rowNumbers]);
}

function paddedPositions(batches: readonly PlannedBatch[]): number {
  return batches.reduce((sum, { rowNumbers, sequenceLength }) => sum + rowNumbers.length * sequenceLength, 0);
}

/** The positions of a list of lengths when each is rounded up by itself: what no plan can go below. */
function bucketedPositions(lengths: readonly number[]): number {
  const buckets = lengthBuckets(MAX_LENGTH);
  return lengths.reduce((sum, length) => sum + (buckets.find((bucket) => bucket >= length) as number), 0);
}

describe.each([
  ['planTrainingBatches', planTrainingBatches],
  ['planEvaluationBatches', planEvaluationBatches],
])('%s', (_, plan) => {
  it('has every row exactly once', () => {
    fc.assert(
      fc.property(plans, (options) => {
        const rows = rowsOf(plan(options)).sort((a, b) => a - b);
        expect(rows).toEqual(options.lengths.map((_, row) => row));
      }),
    );
  });

  it('keeps to a number of tokens, padding included, but for a row that has more', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 1, max: 4 * MAX_LENGTH }), (options, batchTokens) => {
        const batches = plan({ ...options, batchTokens });
        expect(rowsOf(batches).sort((a, b) => a - b)).toEqual(options.lengths.map((_, row) => row));
        for (const { rowNumbers, sequenceLength } of batches) {
          expect(rowNumbers.length).toBeLessThanOrEqual(options.batchSize);
          expect(rowNumbers.length === 1 || rowNumbers.length * sequenceLength <= batchTokens).toBe(true);
        }
      }),
    );
  });

  it('fills every batch but the last, and pads to the bucket of its longest row', () => {
    fc.assert(
      fc.property(plans, (options) => {
        const batches = plan(options);
        expect(batches).toHaveLength(Math.ceil(options.lengths.length / options.batchSize));
        batches.forEach(({ rowNumbers, sequenceLength }, index) => {
          if (index < batches.length - 1) expect(rowNumbers).toHaveLength(options.batchSize);
          const longest = Math.max(...[...rowNumbers].map((row) => options.lengths[row] as number));
          expect(sequenceLength).toBe(lengthBuckets(MAX_LENGTH).find((bucket) => bucket >= longest));
        });
      }),
    );
  });

  it('pads little: on top of rounding, one batch of the longest sequence and one short one', () => {
    fc.assert(
      fc.property(plans, (options) => {
        const extra = paddedPositions(plan(options)) - bucketedPositions(options.lengths);
        expect(extra).toBeGreaterThanOrEqual(0);
        expect(extra).toBeLessThan(2 * options.batchSize * MAX_LENGTH);
      }),
    );
  });

  it('refuses no rows, rows that are too long, and a batch of none', () => {
    const options = { lengths: [3, 200], batchSize: 2, maxLength: MAX_LENGTH, seed: 0, epoch: 0 };
    expect(() => plan({ ...options, lengths: [] })).toThrow(InputError);
    expect(() => plan(options)).toThrow(/row 1 has 200 tokens/);
    expect(() => plan({ ...options, lengths: [3], batchSize: 0 })).toThrow(ConfigError);
  });
});

describe('the order of training batches', () => {
  it('is the same for the same seed and epoch', () => {
    fc.assert(
      fc.property(plans, (options) => {
        expect(planTrainingBatches(options)).toEqual(planTrainingBatches(options));
      }),
    );
  });

  it('differs between epochs and between seeds, as do the rows of a batch', () => {
    const options = { lengths: Array(500).fill(10), batchSize: 10, maxLength: MAX_LENGTH, seed: 1, epoch: 0 };
    const plan = rowsOf(planTrainingBatches(options));
    expect(rowsOf(planTrainingBatches({ ...options, epoch: 1 }))).not.toEqual(plan);
    expect(rowsOf(planTrainingBatches({ ...options, seed: 2 }))).not.toEqual(plan);
  });

  it('goes from long to short and back, not from short to long', () => {
    const lengths = Array.from({ length: 1000 }, (_, row) => (row % MAX_LENGTH) + 1);
    const batches = planTrainingBatches({ lengths, batchSize: 10, maxLength: MAX_LENGTH, seed: 3, epoch: 0 });
    const steps = batches.slice(1).map((batch, index) => {
      return Math.sign(batch.sequenceLength - (batches[index]?.sequenceLength ?? 0));
    });
    expect(steps.filter((step) => step < 0).length).toBeGreaterThan(30);
    expect(steps.filter((step) => step > 0).length).toBeGreaterThan(30);
  });
});

it('evaluation goes from the shortest row to the longest, the first of equals first', () => {
  const batches = planEvaluationBatches({ lengths: [9, 2, 5, 2, 9], batchSize: 2, maxLength: MAX_LENGTH });
  expect(batches).toEqual([
    { rowNumbers: Int32Array.of(1, 3), sequenceLength: 4 },
    { rowNumbers: Int32Array.of(2, 0), sequenceLength: 12 },
    { rowNumbers: Int32Array.of(4), sequenceLength: 12 },
  ]);
});
