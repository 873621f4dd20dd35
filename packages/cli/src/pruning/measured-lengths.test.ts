import { expect, it } from 'vitest';
import { meanLength, measuredLengths } from './measured-lengths.js';

const lengths = [40, 4, 8, 8, 12, 12, 16, 20];

it('one text has the mean length', () => {
  expect(meanLength(lengths)).toBe(15);
  expect(measuredLengths(lengths, 1)).toEqual([15]);
});

it.each([
  [4, [8, 12, 16, 40]],
  [8, [4, 8, 8, 12, 12, 16, 20, 40]],
  [3, [8, 12, 20]],
])('%i texts are spread over all, short and long', (count, expected) => {
  expect(measuredLengths(lengths, count)).toEqual(expected);
});

it('more texts than there are lengths have each of them as often', () => {
  const many = measuredLengths(lengths, 800);
  expect(many).toHaveLength(800);
  expect(many.filter((length) => length === 40)).toHaveLength(100);
  expect(many.filter((length) => length === 8)).toHaveLength(200);
});
