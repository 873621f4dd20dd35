import { input, reshape, type Value } from '@bertsmith/graph';
import { crossEntropy } from './cross-entropy.js';

/**
 * The mean cross-entropy of the tokens that have a label, over the whole batch.
 *
 * @param logits `[batch, sequence, classes]`
 * @param name the input with the labels, int32 `[batch, sequence]`; -100 for a token without one
 */
export function tokenCrossEntropy(
  logits: Value<'float32', readonly ['batch', 'sequence', number]>,
  name = 'labels',
): Value<'float32'> {
  const labels = reshape(input(name, 'int32', ['batch', 'sequence']), ['batch*sequence'] as const);
  return crossEntropy(reshape(logits, ['batch*sequence', logits.shape[2]] as const), labels);
}
