import { expect, it } from 'vitest';
import { BertNormalizer } from './bert-normalizer.js';
import { orderCombiningRun } from './combining-run.js';

const normalizer = new BertNormalizer();

it('gives a mark that sorts to the front the place of the first', () => {
  const { characters, end } = orderCombiningRun('a\u0301\u302eb', 0, 2, normalizer);
  expect(characters).toEqual([{ codePoint: 0x302e, start: 1, end: 2 }]);
  expect(end).toBe(3);
});

it('leaves marks of one class in their order', () => {
  const { characters } = orderCombiningRun('a\u1bf2\u1bf3', 0, 1, normalizer);
  expect(characters.map(({ codePoint }) => codePoint)).toEqual([0x1bf2, 0x1bf3]);
});

it('splits a character that brings its own marks', () => {
  const { characters, end } = orderCombiningRun('\u{1d15e}\u0334', 0, 0, normalizer);
  expect(characters).toEqual([
    { codePoint: 0x1d157, start: 0, end: 2 },
    { codePoint: 0x1d165, start: 2, end: 3 },
  ]);
  expect(end).toBe(3);
});

it('goes on over characters that cleaning removes', () => {
  expect(orderCombiningRun('a\u0301\u200d\u302e', 0, 3, normalizer).characters).toEqual([
    { codePoint: 0x302e, start: 1, end: 2 },
  ]);
});
