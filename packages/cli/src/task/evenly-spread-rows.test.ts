import { expect, it } from 'vitest';
import { evenlySpreadRows } from './evenly-spread-rows.js';

it('takes rows from everywhere', () => {
  expect(evenlySpreadRows([0, 1, 2, 3, 4, 5, 6], 3)).toEqual([0, 2, 4]);
  expect(evenlySpreadRows([0, 1, 2, 3, 4, 5, 6], 1)).toEqual([0]);
});

it('takes all rows when there are no more, or no maximum', () => {
  expect(evenlySpreadRows([1, 2], 2)).toEqual([1, 2]);
  expect(evenlySpreadRows([1, 2], 9)).toEqual([1, 2]);
  expect(evenlySpreadRows([1, 2])).toEqual([1, 2]);
});
