import { countClasses } from '../classification/class-predictions.js';
import type { ClassPredictions } from '../metric.js';
import { checkSameLabels } from './check-same-labels.js';

/** What McNemar's test found. */
export interface McNemarResult {
  /** Rows that only the first model has right. */
  readonly onlyFirst: number;
  /** Rows that only the second model has right. */
  readonly onlySecond: number;
  /** How likely counts this uneven, in either direction, are among equally accurate models; above 0, up to 1. */
  readonly pValue: number;
}

/**
 * McNemar's exact test of two models' accuracies on the same rows, two-sided: the rows that only one of them has right
 * are tosses of a coin, if neither is better.
 *
 *     p = min(1, 2 sum over k up to min(b, c) of (b + c choose k) / 2^(b + c))
 *
 * with `b` rows that only the first has right, `c` that only the second has; 1 without any. Q. McNemar, Psychometrika
 * 12, 1947; for classifiers T. Dietterich, Neural Computation 10, 1998. It is SciPy's `binomtest(b, b + c)`.
 *
 * @throws InputError when there are no rows, the models' labels differ, or an entry is no class
 * @example
 * mcnemarTest(
 *   { predictions: [0, 0, 0, 0], labels: [1, 1, 1, 0] },
 *   { predictions: [1, 1, 1, 0], labels: [1, 1, 1, 0] },
 * ); // { onlyFirst: 0, onlySecond: 3, pValue: 0.25, but for rounding }
 */
export function mcnemarTest(first: ClassPredictions, second: ClassPredictions): McNemarResult {
  checkSameLabels(first, second);
  countClasses(first);
  countClasses(second);
  let [onlyFirst, onlySecond] = [0, 0];
  for (let row = 0; row < first.labels.length; row++) {
    const firstIsRight = first.predictions[row] === first.labels[row];
    const secondIsRight = second.predictions[row] === second.labels[row];
    if (firstIsRight && !secondIsRight) onlyFirst++;
    if (secondIsRight && !firstIsRight) onlySecond++;
  }
  return { onlyFirst, onlySecond, pValue: binomialTest(Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond) };
}

/** Twice the chance of at most `heads` in `tosses`, in logarithms: 2^-tosses is 0 in float64 from 1,075 tosses on. */
function binomialTest(heads: number, tosses: number): number {
  let logTerm = -tosses * Math.LN2;
  let tail = Math.exp(logTerm);
  for (let k = 1; k <= heads; k++) {
    logTerm += Math.log((tosses - k + 1) / k);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}
