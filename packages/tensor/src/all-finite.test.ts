import { expect, it } from 'vitest';
import { allFinite } from './all-finite.js';

it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('finds %s at every place', (bad) => {
  for (let place = 0; place < 5; place++) {
    const data = new Float32Array(5).fill(-1.5);
    data[place] = bad;
    expect(allFinite(data)).toBe(false);
  }
});

it('takes the largest and the smallest numbers, and those of a view alone', () => {
  const largest = 3.4028234663852886e38;
  expect(allFinite(Float32Array.of(largest, -largest, 1e-45, -1e-45, 0, -0))).toBe(true);
  expect(allFinite(Float32Array.of(Number.NaN, 1, 2, Number.NaN).subarray(1, 3))).toBe(true);
  expect(allFinite(new Float32Array(0))).toBe(true);
  // Bits with a sign that are no float32's infinity.
  expect(allFinite(new Float32Array(Uint32Array.of(0xff_7f_ff_ff).buffer))).toBe(true);
  expect(allFinite(new Float32Array(Uint32Array.of(0xff_80_00_01).buffer))).toBe(false);
});
