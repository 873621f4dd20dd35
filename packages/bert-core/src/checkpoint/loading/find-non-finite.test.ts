import { describe, expect, it } from 'vitest';
import { findNonFinite } from './find-non-finite.js';

describe('findNonFinite', () => {
  it.each([0, 1, 4_095, 4_096, 9_999])('finds the first one, at %i', (index) => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const values = new Float32Array(10_000).fill(-3.4e38).fill(value, index);
      expect(findNonFinite(values)).toBe(index);
    }
  });

  it('takes all that are finite', () => {
    const largest = 3.4028234663852886e38;
    expect(findNonFinite(Float32Array.of(0, -0, 1e-45, -1e-45, 1.17e-38, largest, -largest))).toBe(-1);
    expect(findNonFinite(new Float32Array())).toBe(-1);
  });
});
