import { expect, it } from 'vitest';
import { CodePointRanges, lastAtMost } from './code-point-ranges.js';

it('reads gaps and lengths', () => {
  const ranges = new CodePointRanges('2 1 a 2'); // 2; 13, 14
  const members = Array.from({ length: 20 }, (_, codePoint) => codePoint).filter((codePoint) => ranges.has(codePoint));
  expect(members).toEqual([2, 13, 14]);
});

it('finds the last element that is not greater', () => {
  expect([0, 1, 2, 5, 6, 9].map((value) => lastAtMost([1, 5, 6], value))).toEqual([-1, 0, 0, 1, 2, 2]);
});
