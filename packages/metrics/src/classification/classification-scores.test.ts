import { InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { readFixture, TOLERANCE } from '../../test/read-fixture.js';
import { accuracy } from './accuracy.js';
import { type Average, averageScores } from './average-scores.js';
import { classScores } from './class-scores.js';
import { confusionMatrix } from './confusion-matrix.js';
import { f1 } from './f1.js';
import { macroF1 } from './macro-f1.js';
import { matthewsCorrelation } from './matthews-correlation.js';

interface FixtureCase {
  readonly name: string;
  readonly numLabels: number;
  readonly labels: number[];
  readonly predictions: number[];
  readonly accuracy: number;
  readonly macroF1: number;
  readonly precision: number[];
  readonly recall: number[];
  readonly f1: number[];
  readonly support: number[];
  readonly confusion: number[];
  readonly binaryF1: number | null;
  readonly matthewsCorrelation: number;
  readonly averages: Record<Average, [number, number, number]>;
}

const { cases } = readFixture<{ cases: FixtureCase[] }>('classification');

describe.each(cases)('as scikit-learn scores it: $name', (expected) => {
  const { labels, predictions, numLabels } = expected;

  it('accuracy and macro-F1', () => {
    expect(Math.abs(accuracy({ labels, predictions }) - expected.accuracy)).toBeLessThan(TOLERANCE);
    expect(Math.abs(macroF1({ labels, predictions }) - expected.macroF1)).toBeLessThan(TOLERANCE);
    expect(macroF1({ labels, predictions, numLabels })).toBe(macroF1({ labels, predictions }));
  });

  it("Matthews' correlation, and F1 where there are two classes", () => {
    const input = { labels, predictions, numLabels };
    expect(Math.abs(matthewsCorrelation(input) - expected.matthewsCorrelation)).toBeLessThan(TOLERANCE);
    if (expected.binaryF1 === null) expect(() => f1(input)).toThrow(InputError);
    else expect(Math.abs(f1(input) - expected.binaryF1)).toBeLessThan(TOLERANCE);
  });

  it.each(['micro', 'macro', 'weighted'] as const)('the %s average', (average) => {
    const scores = averageScores(classScores({ labels, predictions, numLabels }), average);
    const [precision, recall, ofF1] = expected.averages[average];
    expect(Math.abs(scores.precision - precision)).toBeLessThan(TOLERANCE);
    expect(Math.abs(scores.recall - recall)).toBeLessThan(TOLERANCE);
    expect(Math.abs(scores.f1 - ofF1)).toBeLessThan(TOLERANCE);
    expect(scores.support).toBe(labels.length);
  });

  it('precision, recall, F1 and support of each class', () => {
    const scores = classScores({ labels, predictions, numLabels });
    expect(scores.map(({ support }) => support)).toEqual(expected.support);
    for (const field of ['precision', 'recall', 'f1'] as const) {
      const distances = scores.map((score, label) => Math.abs(score[field] - (expected[field][label] ?? Number.NaN)));
      expect(Math.max(...distances)).toBeLessThan(TOLERANCE);
    }
  });

  it('the confusion matrix', () => {
    expect([...confusionMatrix({ labels, predictions, numLabels }).counts]).toEqual(expected.confusion);
  });
});

describe('scores that a denominator of 0 leaves open', () => {
  it('are 0', () => {
    expect(f1({ predictions: [0, 0], labels: [0, 0] })).toBe(0);
    expect(matthewsCorrelation({ predictions: [1, 1], labels: [0, 1] })).toBe(0);
    expect(averageScores([], 'macro')).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
    expect(averageScores([], 'weighted').f1).toBe(0);
    expect(averageScores([], 'micro').f1).toBe(0);
  });
});

it('F1 is of two classes, and says what there is for more', () => {
  expect(f1({ predictions: [1, 1, 0], labels: [1, 0, 0] })).toBe(2 / 3);
  expect(() => f1({ predictions: [2], labels: [0] })).toThrow(/3 classes, expected 2.*use macroF1/);
  expect(() => f1({ predictions: [1], labels: [0], numLabels: 26 })).toThrow(InputError);
});
