import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accuracy } from './accuracy.js';
import { classScores } from './class-scores.js';
import { confusionMatrix } from './confusion-matrix.js';
import { macroF1 } from './macro-f1.js';

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
}

/** The same few float64 divisions in another order; anything beyond rounding is a difference in definition. */
const TOLERANCE = 1e-9;

const fixture = new URL('../test/fixtures/classification.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(fixture, 'utf8')) as { cases: FixtureCase[] };

describe.each(cases)('as scikit-learn scores it: $name', (expected) => {
  const { labels, predictions, numLabels } = expected;

  it('accuracy and macro-F1', () => {
    expect(Math.abs(accuracy({ labels, predictions }) - expected.accuracy)).toBeLessThan(TOLERANCE);
    expect(Math.abs(macroF1({ labels, predictions }) - expected.macroF1)).toBeLessThan(TOLERANCE);
    expect(macroF1({ labels, predictions, numLabels })).toBe(macroF1({ labels, predictions }));
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
