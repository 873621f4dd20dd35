import { InputError } from '@bertsmith/tensor';
import type { ClassPredictions } from '../metric.js';
import { countClasses } from './class-predictions.js';

/** A confusion matrix has the square of this many cells: 64 MiB. Nobody reads a larger one; the scores do without. */
export const MAXIMUM_MATRIX_LABELS = 4096;

/** How often each class was taken for each class. */
export interface ConfusionMatrix {
  readonly numLabels: number;
  /**
   * Examples by `[label, prediction]`, row-major, `numLabels * numLabels` entries: a row is a true class, a column a
   * predicted one, the diagonal what was right.
   */
  readonly counts: Int32Array;
}

/**
 * Counts the examples of every pair of true and predicted class, as scikit-learn's `confusion_matrix` does.
 *
 * @throws InputError when there are no examples, the lists differ in length, an entry is no class, or there are more than
 *   {@link MAXIMUM_MATRIX_LABELS} classes
 * @example
 * confusionMatrix({ predictions: [0, 1, 1], labels: [0, 1, 0] }).counts; // Int32Array [1, 1, 0, 1]
 */
export function confusionMatrix(input: ClassPredictions): ConfusionMatrix {
  const numLabels = countClasses(input);
  if (numLabels > MAXIMUM_MATRIX_LABELS) {
    throw new InputError(
      `a confusion matrix has at most ${MAXIMUM_MATRIX_LABELS} classes, not ${numLabels}: use classScores, which has the scores of each`,
      { numLabels, expected: MAXIMUM_MATRIX_LABELS },
    );
  }
  const counts = new Int32Array(numLabels * numLabels);
  for (let row = 0; row < input.labels.length; row++) {
    const cell = (input.labels[row] as number) * numLabels + (input.predictions[row] as number);
    counts[cell] = (counts[cell] as number) + 1;
  }
  return { numLabels, counts };
}
