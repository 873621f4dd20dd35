import type { Metric } from '../metric.js';
import { averageRanks } from './average-ranks.js';
import { checkNumbers, type NumberPredictions } from './number-predictions.js';
import { correlate } from './pearson.js';

/**
 * Spearman's rank correlation of predictions and labels, from -1 to 1: how nearly they rise together.
 *
 * Pearson's correlation of the ranks, equal numbers sharing their mean rank, as SciPy's `spearmanr`. Where all
 * predictions or all labels are the same it is 0 (SciPy: NaN); {@link pearson} says why.
 *
 * @throws InputError when the lists differ in length, there are fewer than two examples, or an entry is not finite
 * @example
 * spearman({ predictions: [0.1, 0.2, 9], labels: [1, 2, 3] }); // 1
 */
export function spearman(input: NumberPredictions): number {
  checkNumbers(input);
  return correlate(averageRanks(input.predictions), averageRanks(input.labels));
}

/** {@link spearman} as a metric object. */
export const spearmanMetric: Metric<NumberPredictions> = {
  specificationVersion: 'v1',
  name: 'spearman',
  compute: (input) => ({ score: spearman(input) }),
};
