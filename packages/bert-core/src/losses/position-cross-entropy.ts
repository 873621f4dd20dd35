import { cast, equal, input, iota, logSoftmax, reshape, type Value } from '@bertsmith/graph';
import { meanOfChosen } from './cross-entropy.js';

/**
 * The mean cross-entropy of a position in each text.
 *
 * @param logits `[batch, sequence]`
 * @param name the input with the positions, int32 `[batch]`; texts with one outside the sequence are left out
 */
export function positionCrossEntropy(
  logits: Value<'float32', readonly ['batch', 'sequence']>,
  name: string,
): Value<'float32'> {
  const position = reshape(input(name, 'int32', ['batch']), ['batch', 1]);
  const isThere = equal(iota('sequence', 'int32') as Value<'int32'>, position as Value<'int32'>);
  return meanOfChosen(logSoftmax(logits as Value<'float32'>), cast(isThere, 'float32'));
}
