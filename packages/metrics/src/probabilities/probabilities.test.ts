import { ConfigError, InputError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFixture, TOLERANCE } from '../../test/read-fixture.js';
import { calibrationBins, expectedCalibrationError } from './calibration-error.js';
import { perplexity, type TokenLosses } from './perplexity.js';
import type { ProbabilityPredictions } from './probability-predictions.js';
import { type BinaryScores, binaryRocAuc, rocAuc } from './roc-auc.js';
import { softmaxRows } from './softmax-rows.js';

interface FixtureCase {
  readonly name: string;
  readonly numLabels: number;
  readonly logits: number[];
  readonly labels: number[];
  readonly probabilities: number[] | null;
  readonly rocAuc: { readonly macro: number; readonly weighted: number };
  readonly calibrationError: Record<string, number>;
  readonly losses: number[];
  readonly perplexity: number;
}

const { cases } = readFixture<{ cases: FixtureCase[] }>('probabilities');

describe.each(cases)('as scikit-learn and SciPy have it: $name', (expected) => {
  const { numLabels, logits, labels } = expected;
  const ours = softmaxRows(logits, numLabels);
  // Where confidences lie on the edges of bins, rounding decides: take the very same ones.
  const input = { probabilities: expected.probabilities ?? ours, labels, numLabels };

  it('ROC-AUC', () => {
    expect(Math.abs(rocAuc(input) - expected.rocAuc.macro)).toBeLessThan(TOLERANCE);
    expect(Math.abs(rocAuc(input, 'weighted') - expected.rocAuc.weighted)).toBeLessThan(TOLERANCE);
  });

  it('calibration error', () => {
    expect(Object.keys(expected.calibrationError)).toEqual(['1', '10', '15']);
    for (const [bins, error] of Object.entries(expected.calibrationError)) {
      expect(Math.abs(expectedCalibrationError(input, Number(bins)) - error)).toBeLessThan(TOLERANCE);
    }
  });

  it('perplexity', () => {
    expect(Math.abs(perplexity({ losses: expected.losses }) - expected.perplexity)).toBeLessThan(TOLERANCE);
  });
});

it.each(cases.filter(({ probabilities }) => probabilities !== null))('softmax as SciPy has it: $name', (expected) => {
  const ours = softmaxRows(expected.logits, expected.numLabels);
  const distances = ours.map((value, at) => Math.abs(value - (expected.probabilities?.[at] ?? Number.NaN)));
  expect(Math.max(...distances)).toBeLessThan(TOLERANCE);
});

describe('ROC-AUC', () => {
  it('of scores, whatever their scale', () => {
    const labels = [0, 0, 1, 1];
    expect(binaryRocAuc({ scores: [0.1, 0.4, 0.35, 0.8], labels })).toBe(0.75);
    expect(binaryRocAuc({ scores: [-900, 0, 0, 7e9], labels })).toBe(0.875);
  });

  it('is 1 minus the area of the opposite scores', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.constantFrom(0, 1)), { minLength: 1 });
    fc.assert(
      fc.property(rows, (drawn) => {
        const all = [...drawn, [0, 0], [0, 1]] as const;
        const [scores, labels] = [all.map(([score]) => score), all.map(([, label]) => label)];
        const opposite = binaryRocAuc({ scores: scores.map((score) => -score), labels });
        expect(binaryRocAuc({ scores, labels })).toBeCloseTo(1 - opposite, 12);
      }),
    );
  });

  const refused: readonly [string, BinaryScores, RegExp][] = [
    ['no examples', { scores: [], labels: [] }, /0 scores for 0 labels/],
    ['lists of different length', { scores: [1], labels: [0, 1] }, /1 scores for 2 labels/],
    ['NaN', { scores: [Number.NaN, 1], labels: [0, 1] }, /scores\[0\] is NaN/],
    ['a third class', { scores: [0, 1], labels: [0, 2] }, /labels\[1\] is 2, expected 0 or 1/],
    ['negatives only', { scores: [0, 1], labels: [0, 0] }, /class 1 is the label of no example/],
    ['positives only', { scores: [0, 1], labels: [1, 1] }, /class 1 is the label of every example/],
  ];
  it.each(refused)('refuses %s', (_, input, message) => {
    expect(() => binaryRocAuc(input)).toThrow(InputError);
    expect(() => binaryRocAuc(input)).toThrow(message);
  });

  it('refuses more classes when one never occurs', () => {
    const probabilities = [0.5, 0.5, 0, 0.5, 0.5, 0];
    expect(() => rocAuc({ probabilities, labels: [0, 1], numLabels: 3 })).toThrow(/class 2 is the label of no example/);
    expect(() => rocAuc({ probabilities: [0.5, 0.5], labels: [0], numLabels: 2 })).toThrow(InputError);
  });
});

describe('the calibration error', () => {
  it('is 0 for one who knows how often they are right', () => {
    const probabilities = Array.from({ length: 4 }, () => [0.25, 0.75]).flat();
    expect(expectedCalibrationError({ probabilities, labels: [1, 1, 1, 0], numLabels: 2 })).toBe(0);
  });

  it('puts a confidence on an edge into the bin below', () => {
    const bins = calibrationBins({ probabilities: [0.2, 0.8, 0.19, 0.81], labels: [1, 1], numLabels: 2 }, 5);
    expect(bins.map(({ examples }) => examples)).toEqual([0, 0, 0, 1, 1]);
    expect(bins[3]).toEqual({ from: 0.6, to: 0.8, examples: 1, confidence: 0.8, accuracy: 1 });
  });

  it.each([
    [15 / 29, 29, 14], // Times 29 it is more than 15.
    [2 / 3 + Number.EPSILON / 2, 3, 2], // Times 3 it is 2.
  ])('is not misled by rounding: %s of %s bins', (confidence, bins, expected) => {
    const found = calibrationBins({ probabilities: [confidence, 1 - confidence], labels: [0], numLabels: 2 }, bins);
    expect(found.findIndex(({ examples }) => examples === 1)).toBe(expected);
  });

  it('puts every confidence between the ends of its bin', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 100 }), (bins, edge) => {
        const confidence = Math.max(0.5, Math.min(1, edge / bins));
        const input = { probabilities: [confidence, 1 - confidence], labels: [0], numLabels: 2 };
        const bin = calibrationBins(input, bins).find(({ examples }) => examples === 1);
        expect(bin?.from).toBeLessThan(confidence);
        expect(bin?.to).toBeGreaterThanOrEqual(confidence);
      }),
    );
  });

  it.each([0, 1.5, Number.NaN, 1e9])('refuses %s bins', (bins) => {
    const input = { probabilities: [0.5, 0.5], labels: [0], numLabels: 2 };
    expect(() => expectedCalibrationError(input, bins)).toThrow(ConfigError);
  });
});

const refused: readonly [string, ProbabilityPredictions, RegExp][] = [
  ['no examples', { probabilities: [], labels: [], numLabels: 2 }, /0 numbers for 0 examples/],
  ['rows that do not fit', { probabilities: [0, 1, 1], labels: [0, 1], numLabels: 2 }, /3 numbers for 2 examples of 2/],
  [
    'logits',
    { probabilities: [-1, 2, 0, 1], labels: [0, 1], numLabels: 2 },
    /class 0 for example 0 is -1.*softmaxRows/,
  ],
  ['NaN', { probabilities: [0, 1, 1, Number.NaN], labels: [0, 1], numLabels: 2 }, /class 1 for example 1 is NaN/],
  ['a row that is not 1', { probabilities: [0, 1, 0.5, 0.4], labels: [0, 1], numLabels: 2 }, /example 1 add up to 0.9/],
  [
    'a label outside',
    { probabilities: [0, 1], labels: [2], numLabels: 2 },
    /labels\[0\] is 2, expected a class from 0 to 1/,
  ],
  ['one class', { probabilities: [1], labels: [0], numLabels: 1 }, /numLabels is 1/],
];

describe('predicted probabilities', () => {
  it.each(refused)('are refused with %s', (_, input, message) => {
    expect(() => rocAuc(input)).toThrow(InputError);
    expect(() => expectedCalibrationError(input)).toThrow(message);
  });

  it('are made of whole rows of finite logits', () => {
    expect([...softmaxRows([0, 0, 1000, Number.NEGATIVE_INFINITY], 2)]).toEqual([0.5, 0.5, 1, 0]);
    expect(() => softmaxRows([0, 0, 0], 2)).toThrow(/3 logits are not whole rows of 2/);
    expect(() => softmaxRows([0, 1], 0)).toThrow(InputError);
    expect(() => softmaxRows([0, 1, Number.NaN, 0], 2)).toThrow(/example 1 have NaN/);
    expect(() => softmaxRows([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY], 2)).toThrow(InputError);
  });
});

describe('perplexity', () => {
  it('weighs the means of batches by their tokens', () => {
    expect(perplexity({ losses: [Math.log(2), Math.log(32)], counts: [3, 1] })).toBeCloseTo(4, 12);
    expect(perplexity({ losses: [1, 99], counts: [5, 0] })).toBe(Math.E);
    expect(perplexity({ losses: [0] })).toBe(1);
  });

  const losses: readonly [string, TokenLosses, RegExp][] = [
    ['no tokens', { losses: [] }, /no tokens/],
    ['batches without tokens only', { losses: [1], counts: [0] }, /no tokens/],
    ['lists of different length', { losses: [1], counts: [1, 2] }, /2 counts for 1 losses/],
    ['a negative loss', { losses: [-0.1] }, /losses\[0\] is -0.1/],
    ['NaN', { losses: [1, Number.NaN] }, /losses\[1\] is NaN/],
    ['half a token', { losses: [1], counts: [0.5] }, /counts\[0\] is 0.5/],
  ];
  it.each(losses)('refuses %s', (_, input, message) => {
    expect(() => perplexity(input)).toThrow(InputError);
    expect(() => perplexity(input)).toThrow(message);
  });
});
