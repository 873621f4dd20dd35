import { expect, it } from 'vitest';
import { CodePointRanges, decodeNumbers, lastAtMost } from './code-point-ranges.js';

it('reads gaps and lengths', () => {
  const ranges = new CodePointRanges('*)2*'); // 2; 13, 14
  const members = Array.from({ length: 20 }, (_, codePoint) => codePoint).filter((codePoint) => ranges.has(codePoint));
  expect(members).toEqual([2, 13, 14]);
});

it('reads numbers of several digits', () => {
  expect(decodeNumbers('([^(~[^](')).toEqual([0, 51, 52, 34 * 52 - 1, 34 * 52]);
});

it('finds the last element that is not greater', () => {
  expect([0, 1, 2, 5, 6, 9].map((value) => lastAtMost([1, 5, 6], value))).toEqual([-1, 0, 0, 1, 2, 2]);
});
