import type { Metric } from '../metric.js';
import { checkNumbers, type NumberPredictions } from './number-predictions.js';

/**
 * Pearson's correlation of predictions and labels, from -1 to 1: how nearly they lie on a rising line.
 *
 *     sum (x - mean x)(y - mean y) / sqrt(sum (x - mean x)^2  sum (y - mean y)^2)
 *
 * Where all predictions, or all labels, are the same number the quotient is 0 / 0. SciPy's `pearsonr` answers NaN
 * there; this is 0, as Matthews' correlation is: a model that says the same of everything knows nothing of the
 * labels, a run that starts with such a model goes on, and "better than the best so far" stays true or false.
 *
 * @throws InputError when the lists differ in length, there are fewer than two examples, or an entry is not finite
 * @example
 * pearson({ predictions: [1, 2, 3], labels: [2, 4, 7] }); // 0.993399267798783
 */
export function pearson(input: NumberPredictions): number {
  checkNumbers(input);
  return correlate(input.predictions, input.labels);
}

/** The quotient itself, of two lists of the same length. Each is scaled to a norm of 1 first, so that no square overflows. */
export function correlate(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const [x, y] = [standardize(first), standardize(second)];
  if (x === undefined || y === undefined) return 0;
  const sum = x.reduce((total, value, row) => total + value * (y[row] as number), 0);
  return Math.min(1, Math.max(-1, sum)); // Rounding may lead beyond.
}

/** Centred and of norm 1; undefined where all numbers are the same. */
function standardize(numbers: ArrayLike<number>): Float64Array | undefined {
  const values = Float64Array.from(numbers);
  const largest = values.reduce((maximum, value) => Math.max(maximum, Math.abs(value)), 0);
  if (values.every((value) => value === values[0])) return undefined;
  const scaled = values.map((value) => value / largest);
  const mean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
  const centred = scaled.map((value) => value - mean);
  const norm = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
  return norm === 0 ? undefined : centred.map((value) => value / norm);
}

/** {@link pearson} as a metric object. */
export const pearsonMetric: Metric<NumberPredictions> = {
  specificationVersion: 'v1',
  name: 'pearson',
  compute: (input) => ({ score: pearson(input) }),
};
