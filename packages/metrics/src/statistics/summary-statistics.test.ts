import { InputError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, summarize } from './summary-statistics.js';

describe('summarize', () => {
  it('takes the middle of an odd number and the mean of the middle two of an even one', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(summarize([4, 1, 3, 2])).toEqual({ median: 2.5, minimum: 1, maximum: 4 });
    expect(summarize(Float32Array.of(7))).toEqual({ median: 7, minimum: 7, maximum: 7 });
  });

  it('compares numbers, not their spelling, and leaves the list as it was', () => {
    const figures = [10, 9, -1];
    expect(median(figures)).toBe(9);
    expect(figures).toEqual([10, 9, -1]);
  });

  it('has as many figures below the median as above it', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 }), (figures) => {
        const middle = median(figures);
        const below = figures.filter((figure) => figure < middle).length;
        const above = figures.filter((figure) => figure > middle).length;
        return below <= figures.length / 2 && above <= figures.length / 2;
      }),
    );
  });

  it.each([[[]], [[1, Number.NaN]]])('refuses %j', (figures) => {
    expect(() => summarize(figures)).toThrow(InputError);
  });
});
