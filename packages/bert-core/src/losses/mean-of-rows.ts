import { add, divide, multiply, rectifiedLinear, reduceMean, reduceSum, subtract, type Value } from '@bertsmith/graph';

/**
 * The mean over all elements of the rows that count; 0 when none does.
 *
 * @param x `[rows, columns]`
 * @param isCounted `[rows, 1]`, 1 for a row that counts, 0 for another. Default: all do
 */
export function meanOfRows(x: Value<'float32'>, isCounted?: Value<'float32'>): Value<'float32'> {
  if (isCounted === undefined) return reduceMean(x);
  const elements = multiply(reduceSum(isCounted), x.shape[1] as number);
  return divide(reduceSum(multiply(x, isCounted)), atLeastOne(elements));
}

/** `max(count, 1)` of a whole number. */
export function atLeastOne(count: Value<'float32'>): Value<'float32'> {
  return add(rectifiedLinear(subtract(count, 1)), 1);
}
