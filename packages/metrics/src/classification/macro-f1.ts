import type { ClassPredictions, Metric } from '../metric.js';
import { classScores } from './class-scores.js';

/**
 * The mean F1 of the classes, each weighing the same however rare it is; from 0 to 1.
 *
 * As in scikit-learn's `f1_score(average='macro', zero_division=0)`, the mean is over the classes that occur among
 * the labels or the predictions: a class of the task that occurs in neither says nothing and does not count as 0.
 *
 * @throws InputError when there are no examples, the lists differ in length, or an entry is no class
 * @example
 * macroF1({ predictions: [0, 1, 1, 2], labels: [0, 1, 2, 2] }); // 0.7777777777777777
 */
export function macroF1(input: ClassPredictions): number {
  const occurring = classScores(input).filter(({ support, predicted }) => support + predicted > 0);
  return occurring.reduce((sum, { f1 }) => sum + f1, 0) / occurring.length;
}

/** {@link macroF1} as a metric object. */
export const macroF1Metric: Metric = {
  specificationVersion: 'v1',
  name: 'macroF1',
  compute: (input) => ({ score: macroF1(input) }),
};
