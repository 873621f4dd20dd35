import { dimensionSize, divide, logSoftmax, multiply, negate, oneHot, reduceSum, type Value } from '@bertsmith/graph';

/**
 * The mean cross-entropy of a batch, `-1 / batch * sum of log softmax(logits)[label]`.
 *
 * @param logits `[batch, classes]`
 * @param labels int32 `[batch]`, 0 to `classes - 1`; a row with another label has a loss of 0, and counts in the mean. (PyTorch leaves
 *   rows of label -100 out of the mean.)
 */
export function crossEntropy(
  logits: Value<'float32', readonly ['batch', number]>,
  labels: Value<'int32', readonly ['batch']>,
): Value<'float32'> {
  const chosen = multiply(logSoftmax(logits), oneHot(labels, logits.shape[1], 'float32'));
  return divide(negate(reduceSum(chosen)), dimensionSize('batch', 'float32') as Value<'float32'>);
}
