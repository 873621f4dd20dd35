import { divide, logSoftmax, multiply, negate, oneHot, reduceSum, type Value } from '@bertsmith/graph';
import type { Dimension } from '@bertsmith/tensor';
import { atLeastOne } from './mean-of-rows.js';

/**
 * The mean cross-entropy `-1 / n * sum of log softmax(logits)[label]` over the `n` rows whose label is a class.
 *
 * @param logits `[rows, classes]`
 * @param labels int32 `[rows]`, 0 to `classes - 1`; rows with another one, such as PyTorch's -100, are left out. When all are, the loss
 *   is 0 (PyTorch: not a number).
 */
export function crossEntropy<const Rows extends Dimension>(
  logits: Value<'float32', readonly [Rows, number]>,
  labels: Value<'int32', readonly [Rows]>,
): Value<'float32'> {
  const isLabel = oneHot(labels as Value<'int32'>, logits.shape[1], 'float32') as unknown as Value<'float32'>;
  return meanOfChosen(logSoftmax(logits as Value<'float32'>), isLabel);
}

/**
 * The mean over all rows of a batch of `-log softmax(logits)` at the one place that `isChosen` marks; rows without one are left out.
 *
 * @param isChosen `[rows, classes]`, 0 or 1, a single 1 in a row at most
 */
export function meanOfChosen(logProbabilities: Value<'float32'>, isChosen: Value<'float32'>): Value<'float32'> {
  const sum = negate(reduceSum(multiply(logProbabilities, isChosen)));
  return divide(sum, atLeastOne(reduceSum(isChosen)));
}
