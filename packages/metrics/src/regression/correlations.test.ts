import { InputError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFixture, TOLERANCE } from '../../test/read-fixture.js';
import { averageRanks } from './average-ranks.js';
import type { NumberPredictions } from './number-predictions.js';
import { pearson } from './pearson.js';
import { spearman } from './spearman.js';

interface FixtureCase extends NumberPredictions {
  readonly name: string;
  readonly pearson: number;
  readonly spearman: number;
}

const { cases } = readFixture<{ cases: FixtureCase[] }>('regression');

describe.each(cases)('as SciPy has it: $name', (expected) => {
  it("Pearson's correlation", () => {
    expect(Math.abs(pearson(expected) - expected.pearson)).toBeLessThan(TOLERANCE);
  });

  it("Spearman's correlation", () => {
    expect(Math.abs(spearman(expected) - expected.spearman)).toBeLessThan(TOLERANCE);
  });
});

describe('a correlation', () => {
  it.each([pearson, spearman])('is 0 where one side never changes', (correlation) => {
    expect(correlation({ predictions: [2.5, 2.5, 2.5], labels: [0, 1, 5] })).toBe(0);
    expect(correlation({ predictions: [0, 1, 5], labels: [0.1, 0.1, 0.1] })).toBe(0);
    expect(correlation({ predictions: [0, 0], labels: [0, 0] })).toBe(0);
  });

  it('stays within -1 and 1, and does not care which side is which', () => {
    const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });
    const pairs = fc.array(fc.tuple(numbers, numbers), { minLength: 2 });
    fc.assert(
      fc.property(pairs, (rows) => {
        const [first, second] = [rows.map(([x]) => x), rows.map(([, y]) => y)];
        for (const correlation of [pearson, spearman]) {
          const score = correlation({ predictions: first, labels: second });
          expect(Math.abs(score)).toBeLessThanOrEqual(1);
          expect(correlation({ predictions: second, labels: first })).toBe(score);
        }
      }),
    );
  });

  const refused: readonly [string, NumberPredictions, RegExp][] = [
    ['no examples', { predictions: [], labels: [] }, /0 predictions for 0 labels/],
    ['one example', { predictions: [1], labels: [1] }, /1 example, expected at least 2/],
    ['lists of different length', { predictions: [1, 2, 3], labels: [1, 2] }, /3 predictions for 2 labels/],
    ['NaN', { predictions: [1, Number.NaN], labels: [1, 2] }, /predictions\[1\] is NaN/],
    ['infinity', { predictions: [1, 2], labels: [Number.NEGATIVE_INFINITY, 2] }, /labels\[0\] is -Infinity/],
  ];
  it.each(refused)('refuses %s', (_, input, message) => {
    expect(() => pearson(input)).toThrow(InputError);
    expect(() => spearman(input)).toThrow(message);
  });
});

it('equal numbers share the mean of their places', () => {
  expect([...averageRanks([10, 30, 10, -1])]).toEqual([2.5, 4, 2.5, 1]);
  expect([...averageRanks([])]).toEqual([]);
});
