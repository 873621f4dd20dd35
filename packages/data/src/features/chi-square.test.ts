import { InputError, ShapeError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { type JsonMatrix, largestDistance, readFixture, toSparseMatrix } from '../../test/fixtures/read-fixture.js';
import { chiSquare } from './chi-square.js';
import { chiSquareTail } from './chi-square-tail.js';
import { selectKBest } from './select-k-best.js';

/** Relative. Float64 on both sides, sums in another order. */
const TOLERANCE = 1e-9;

interface Fixture {
  readonly cases: {
    readonly features: JsonMatrix;
    readonly labels: number[];
    readonly scores: (number | null)[];
    readonly pValues: (number | null)[];
    readonly kept: { readonly k: number; readonly columns: number[] }[];
  }[];
  readonly tails: { readonly x: number; readonly degreesOfFreedom: number; readonly tail: number }[];
}

const { cases, tails } = readFixture<Fixture>('chi-square.json');

/** The largest relative distance; numbers below the normal ones count as 0. */
function largestRatio(actual: Float64Array, expected: readonly (number | null)[]): number {
  expect([...actual].map(Number.isNaN)).toEqual(expected.map((value) => value === null));
  const ratio = (value: number, index: number) => {
    const target = expected[index] ?? 0;
    return Math.abs(value - target) < 1e-300 ? 0 : value / target - 1;
  };
  const ratios = [...actual].map((value, index) => (Number.isNaN(value) ? 0 : ratio(value, index)));
  return largestDistance(
    ratios,
    ratios.map(() => 0),
  );
}

describe.each(cases)("scikit-learn's chi2, case %#", ({ features, labels, scores, pValues, kept }) => {
  const actual = chiSquare(toSparseMatrix(features), Int32Array.from(labels));

  it('has its scores and probabilities', () => {
    expect(largestRatio(actual.scores, scores)).toBeLessThan(TOLERANCE);
    expect(largestRatio(actual.pValues, pValues)).toBeLessThan(TOLERANCE);
  });

  it.each(kept)('keeps the same $k best', ({ k, columns }) => {
    expect([...selectKBest(actual.scores, k)]).toEqual(columns);
  });
});

it.each(tails)(
  "SciPy's upper tail of $x with $degreesOfFreedom degrees of freedom",
  ({ x, degreesOfFreedom, tail }) => {
    expect(largestRatio(Float64Array.of(chiSquareTail(x, degreesOfFreedom)), [tail])).toBeLessThan(TOLERANCE);
  },
);

describe('chiSquare', () => {
  const features = toSparseMatrix({ shape: [2, 1], rowOffsets: [0, 1, 2], columnIndices: [0, 0], values: [1, 2] });

  it('wants one label for each row, of two kinds at least', () => {
    expect(() => chiSquare(features, Int32Array.of(0))).toThrow(ShapeError);
    expect(() => chiSquare(features, Int32Array.of(1, 1))).toThrow('all 2 rows have the label 1');
    expect(() => chiSquare(features, Int32Array.of(1, -1))).toThrow('row 1: the label is -1');
  });

  it('refuses values below 0', () => {
    const negative = { ...features, values: Float64Array.of(1, -2) };
    expect(() => chiSquare(negative, Int32Array.of(0, 1))).toThrow(InputError);
    expect(() => chiSquare(negative, Int32Array.of(0, 1))).toThrow('row 1 has the value -2');
  });
});
