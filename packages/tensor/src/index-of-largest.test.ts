import { expect, it } from 'vitest';
import { indexOfLargest } from './index-of-largest.js';

it('takes the first of equals', () => {
  expect(indexOfLargest(Float32Array.of(1, 3, 2, 3))).toBe(1);
  expect(indexOfLargest(Float64Array.of(-1))).toBe(0);
  expect(indexOfLargest([0, Number.NaN, 2])).toBe(2);
  expect(indexOfLargest([])).toBe(0);
});
