import { InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import type { ClassPredictions } from '../metric.js';
import { accuracy } from './accuracy.js';
import { countClasses, MAXIMUM_LABELS } from './class-predictions.js';
import { confusionMatrix } from './confusion-matrix.js';
import { macroF1 } from './macro-f1.js';

const refused: readonly [string, ClassPredictions, RegExp][] = [
  ['no examples', { predictions: [], labels: [] }, /0 predictions for 0 labels.*at least one example/],
  ['lists of different length', { predictions: [1], labels: [1, 0] }, /1 predictions for 2 labels/],
  ['a negative class', { predictions: [0, -1], labels: [0, 0] }, /predictions\[1\] is -1/],
  ['half a class', { predictions: [0], labels: [0.5] }, /labels\[0\] is 0.5/],
  ['NaN', { predictions: [Number.NaN], labels: [0] }, /predictions\[0\] is NaN/],
  ['a class beyond the stated number', { predictions: [0], labels: [3], numLabels: 3 }, /labels\[0\] is 3.*0 to 2/],
  ['more classes than any model has', { predictions: [0], labels: [1e9] }, /labels\[0\] is 1000000000/],
  ['no classes', { predictions: [0], labels: [0], numLabels: 0 }, /numLabels is 0/],
];

describe('the outcome of a classification', () => {
  it.each(refused)('is refused with %s', (_, input, message) => {
    expect(() => accuracy(input)).toThrow(InputError);
    expect(() => macroF1(input)).toThrow(message);
  });

  it('may have as many classes as a model: only the matrix is limited', () => {
    const input = { predictions: [0, 4999, 999_999], labels: [0, 1, 999_999], numLabels: MAXIMUM_LABELS };
    expect(accuracy(input)).toBeCloseTo(2 / 3);
    expect(macroF1(input)).toBe(0.5);
    expect(() => confusionMatrix(input)).toThrow(/at most 4096 classes, not 1000000: use classScores/);
    expect(() => confusionMatrix(input)).toThrow(InputError);
  });

  it('has the stated number of classes, or as many as occur', () => {
    expect(countClasses({ predictions: [0, 4], labels: [1, 1] })).toBe(5);
    expect(countClasses({ predictions: [0, 4], labels: [1, 1], numLabels: 26 })).toBe(26);
    expect(countClasses({ predictions: Int32Array.of(2), labels: Int32Array.of(0) })).toBe(3);
  });
});
