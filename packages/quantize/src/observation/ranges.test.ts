import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minMax, movingAverage } from './extremes.js';
import { BINS, Histogram } from './histogram.js';
import { entropy, meanSquaredError, percentile } from './histogram-ranges.js';
import { InputSample } from './input-sample.js';
import type { RangeMethod } from './range-method.js';

const METHODS = [minMax(), movingAverage(), percentile(), entropy(), meanSquaredError()];

function rangeOf(method: RangeMethod, ...batches: readonly (readonly number[])[]) {
  const observer = method.create();
  for (const batch of batches) observer.observe(Float32Array.from(batch));
  return observer.range();
}

/** Normal numbers by Box and Muller, and one outlier of 40. */
const normal = Array.from({ length: 20_000 }, (_, index) => {
  const [a, b] = [(index + 0.5) / 20_000, (index * 0.618033) % 1];
  return Math.sqrt(-2 * Math.log(a)) * Math.cos(2 * Math.PI * b);
});

describe.each(METHODS.map((method) => [method.name, method] as const))('%s', (_, method) => {
  it('has 0 in its range, and nothing that was never seen', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1 }), { minLength: 1 }),
        (batches) => {
          const { minimum, maximum } = rangeOf(method, ...batches);
          const all = batches.flat();
          const slack = Math.max(...all.map(Math.abs), 0) / 100 + 1e-30;
          expect(minimum).toBeLessThanOrEqual(0);
          expect(maximum).toBeGreaterThanOrEqual(0);
          expect(minimum).toBeGreaterThanOrEqual(Math.min(0, ...all) - slack);
          expect(maximum).toBeLessThanOrEqual(Math.max(0, ...all) + slack);
        },
      ),
      { numRuns: 100, seed: 4 },
    );
  });

  it('of zeros is nothing', () => {
    expect(rangeOf(method, [0, 0], [0])).toEqual({ minimum: 0, maximum: 0 });
  });
});

describe('with an outlier', () => {
  it.each([
    [minMax(), 40, 40],
    [percentile({ share: 0.999 }), 3, 4],
    [entropy(), 2.5, 12],
    // A squared error of 28 is more than all that is rounded of 20,000 numbers.
    [meanSquaredError(), 30, 40],
  ] as const)('$name keeps what it should', (method, least, most) => {
    const { maximum } = rangeOf(method, [...normal, 40]);
    expect(maximum).toBeGreaterThanOrEqual(least);
    expect(maximum).toBeLessThanOrEqual(most);
  });

  it('of a batch, the moving average moves by a tenth of it', () => {
    expect(rangeOf(movingAverage(), [-1, 2], [-1, 12]).maximum).toBeCloseTo(3, 5);
  });
});

it('a share that is none is refused', () => {
  expect(() => percentile({ share: 0.4 })).toThrow('percentile: share is above 0.5 and at most 1, found 0.4');
});

describe('a histogram', () => {
  it('grows by halves and loses nothing', () => {
    const histogram = new Histogram();
    histogram.add(Float32Array.of(1, -1, 0.5));
    histogram.add(Float32Array.of(5));
    expect(histogram.limit).toBe(8);
    expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(histogram.counts[BINS / 2 + Math.floor((5 / 16) * BINS)]).toBe(1);
    const [least, most] = histogram.extent();
    expect(least).toBeCloseTo(-1, 1);
    expect(most).toBeCloseTo(5, 1);
  });

  it('keeps zeros that came first in the middle', () => {
    const histogram = new Histogram();
    histogram.add(Float32Array.of(0, 0));
    histogram.add(Float32Array.of(3));
    expect(histogram.counts[BINS / 2]).toBe(2);
  });
});

it('a sample is spread over all rows, and bounded', () => {
  const sample = new InputSample(1, 8);
  for (let row = 0; row < 100; row++) sample.observe(Float32Array.of(row));
  const rows = [...sample.rows()];
  expect(rows.length).toBeLessThanOrEqual(8);
  expect(rows.length).toBeGreaterThan(4);
  expect(rows.slice(1).every((row, index) => row - (rows[index] as number) === 16)).toBe(true);
});
