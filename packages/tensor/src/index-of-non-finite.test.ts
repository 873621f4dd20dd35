import { describe, expect, it } from 'vitest';
import { allFinite, indexOfNonFinite } from './index-of-non-finite.js';

describe('indexOfNonFinite', () => {
  it.each([0, 1, 4_095, 4_096, 9_999])('finds the first one, at %i', (index) => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const values = new Float32Array(10_000).fill(-3.4e38).fill(value, index);
      expect(indexOfNonFinite(values)).toBe(index);
      expect(allFinite(values)).toBe(false);
      expect(allFinite(values.subarray(0, index))).toBe(true);
    }
  });

  it('takes all that are finite', () => {
    const largest = 3.4028234663852886e38;
    expect(indexOfNonFinite(Float32Array.of(0, -0, 1e-45, -1e-45, 1.17e-38, largest, -largest))).toBe(-1);
    expect(indexOfNonFinite(new Float32Array())).toBe(-1);
  });
});
