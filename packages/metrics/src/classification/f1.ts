import { InputError } from '@bertsmith/tensor';
import type { ClassPredictions, Metric } from '../metric.js';
import { classScores, scoresFromCounts } from './class-scores.js';

/** The class that is looked for, by GLUE's convention: paraphrase, duplicate. */
const POSITIVE_CLASS = 1;

/**
 * The F1 of the positive class, 1, of a task with two classes; from 0 to 1.
 *
 * As scikit-learn's `f1_score(average='binary', pos_label=1, zero_division=0)`: 0 when the class is neither a label
 * nor predicted. What GLUE reports for MRPC and QQP. With more classes there is no one F1: see {@link macroF1} and
 * {@link averageScores}.
 *
 * @throws InputError when there are more than two classes, no examples, lists of different length, or an entry that
 *   is no class
 * @example
 * f1({ predictions: [1, 1, 0], labels: [1, 0, 0] }); // 0.6666666666666666
 */
export function f1(input: ClassPredictions): number {
  const scores = classScores(input);
  if (scores.length > POSITIVE_CLASS + 1) {
    throw new InputError(
      `f1: ${scores.length} classes, expected 2 with class 1 the positive one: use macroF1, or averageScores for other averages`,
      { classes: scores.length },
    );
  }
  const absent = scoresFromCounts({ support: 0, predicted: 0, correct: 0 });
  return (scores[POSITIVE_CLASS] ?? absent).f1;
}

/** {@link f1} as a metric object. */
export const f1Metric: Metric = {
  specificationVersion: 'v1',
  name: 'f1',
  compute: (input) => ({ score: f1(input) }),
};
