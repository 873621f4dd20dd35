import {
  add,
  concat,
  logSoftmax,
  multiply,
  negate,
  reduceMean,
  reshape,
  split,
  subtract,
  type Value,
} from '@bertsmith/graph';
import { meanOfRows } from './mean-of-rows.js';

/**
 * The mean over all elements of `-y log sigmoid(x) - (1 - y) log(1 - sigmoid(x))`. A sigmoid is the softmax of `x` and 0, whose logarithm no `x`
 * makes overflow, and whose gradient is right at 0 too, where a fresh head may be.
 *
 * @param logits `x`, `[batch, labels]`
 * @param targets `y`, of the same shape, 0 to 1
 * @param isCounted `[batch, 1]`, 1 for a row that counts, 0 for another. Default: all do
 */
export function binaryCrossEntropy(logits: Value, targets: Value, isCounted?: Value<'float32'>): Value<'float32'> {
  const column = (value: Value) => reshape(value, [...value.shape, 1]) as Value<'float32'>;
  const [x, y] = [column(logits), column(targets)];
  const axis = x.shape.length - 1;
  const pair = logSoftmax(concat([x, multiply(x, 0)], axis) as Value<'float32'>);
  const [ofOne, ofZero] = split(pair, { axis, sizes: [1, 1] }) as [Value<'float32'>, Value<'float32'>];
  const chosen = add(multiply(y, ofOne), multiply(subtract(multiply(y, -1), -1), ofZero));
  if (isCounted === undefined) return negate(reduceMean(chosen));
  return negate(meanOfRows(reshape(chosen, [...logits.shape]) as Value<'float32'>, isCounted));
}
