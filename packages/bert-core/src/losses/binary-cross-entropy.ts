import {
  add,
  exponential,
  logarithm,
  multiply,
  negate,
  rectifiedLinear,
  reduceMean,
  subtract,
  type Value,
} from '@bertsmith/graph';

/**
 * The mean over all elements of `-y log sigmoid(x) - (1 - y) log(1 - sigmoid(x))`, computed as
 * `max(x, 0) - x y + log(1 + exp(-|x|))`, which no `x` makes overflow.
 *
 * @param logits `x`
 * @param targets `y`, of the same shape, 0 to 1
 */
export function binaryCrossEntropy(logits: Value, targets: Value): Value<'float32'> {
  const [x, y] = [logits as Value<'float32'>, targets as Value<'float32'>];
  const positive = rectifiedLinear(x);
  const magnitude = add(positive, rectifiedLinear(negate(x)));
  const rest = logarithm(add(exponential(negate(magnitude)), 1));
  return reduceMean(add(subtract(positive, multiply(x, y)), rest));
}
