/**
 * Precision, recall and F1 of each class, by scikit-learn's definitions with `zero_division=0`.
 *
 * With `tp` the examples of a class that were predicted as such, `fp` those of other classes that were predicted as
 * it, and `fn` those of the class that were predicted as another:
 *
 *     precision = tp / (tp + fp)      recall = tp / (tp + fn)      F1 = 2 tp / (2 tp + fp + fn)
 *
 * and 0 where the denominator is 0. Source: van Rijsbergen, Information Retrieval, 1979, chapter 7.
 */

import type { ClassPredictions } from '../metric.js';
import { countClasses } from './class-predictions.js';

/** The scores of one class; the three ratios are 0 to 1. */
export interface ClassScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Examples whose label is this class. */
  readonly support: number;
  /** Examples that were predicted to be of this class. */
  readonly predicted: number;
  /** Examples of this class that were predicted as such. */
  readonly correct: number;
}

/**
 * Precision, recall, F1 and support of each class, in the order of the classes.
 *
 * @throws InputError when there are no examples, the lists differ in length, or an entry is no class
 * @example
 * classScores({ predictions: [0, 1, 1], labels: [0, 1, 0] })[1];
 * // { precision: 0.5, recall: 1, f1: 0.6666666666666666, support: 1, predicted: 2, correct: 1 }
 */
export function classScores(input: ClassPredictions): ClassScores[] {
  const counts = countByClass(input);
  return Array.from(counts.support, (_, label) => scoreClass(counts, label));
}

/** Float64 `[numLabels]` each: how often a class is the label, the prediction, and both. */
interface ClassCounts {
  readonly support: Float64Array;
  readonly predicted: Float64Array;
  readonly correct: Float64Array;
}

/** Without a confusion matrix, whose size is the square of the number of classes. */
function countByClass(input: ClassPredictions): ClassCounts {
  const numLabels = countClasses(input);
  const { predictions, labels } = input;
  const zeros = () => new Float64Array(numLabels);
  const counts = { support: zeros(), predicted: zeros(), correct: zeros() };
  for (let row = 0; row < labels.length; row++) {
    const [label, prediction] = [labels[row] as number, predictions[row] as number];
    increment(counts.support, label);
    increment(counts.predicted, prediction);
    if (label === prediction) increment(counts.correct, label);
  }
  return counts;
}

function increment(counts: Float64Array, index: number): void {
  counts[index] = (counts[index] as number) + 1;
}

function scoreClass({ support, predicted, correct }: ClassCounts, label: number): ClassScores {
  return scoresFromCounts({
    support: support[label] as number,
    predicted: predicted[label] as number,
    correct: correct[label] as number,
  });
}

/** The three ratios of what was counted; 0 where a denominator is 0. */
export function scoresFromCounts(counts: Pick<ClassScores, 'support' | 'predicted' | 'correct'>): ClassScores {
  const { support, predicted, correct } = counts;
  return {
    precision: ratio(correct, predicted),
    recall: ratio(correct, support),
    f1: ratio(2 * correct, support + predicted),
    support,
    predicted,
    correct,
  };
}

function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}
