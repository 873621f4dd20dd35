import { expect, it } from 'vitest';
import { type EncodedText, lengthBatches } from './length-batches.js';

const texts = (...lengths: number[]): EncodedText[] =>
  lengths.map((length, position) => ({ position, ids: new Int32Array(length) }));
const lengthsOf = (batches: EncodedText[][]) => batches.map((batch) => batch.map(({ ids }) => ids.length));

it('puts texts of similar length together, up to a number of tokens with padding', () => {
  expect(lengthsOf(lengthBatches(texts(3, 9, 4, 10, 2, 4), 20))).toEqual([
    [10, 9],
    [4, 4, 3, 2],
  ]);
});

it('leaves a text alone that is longer than that', () => {
  expect(lengthsOf(lengthBatches(texts(30, 5, 5), 10))).toEqual([[30], [5, 5]]);
});

it('makes no batch of no texts', () => {
  expect(lengthBatches([], 10)).toEqual([]);
});
