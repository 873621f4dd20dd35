import { multiply, subtract, type Value } from '@bertsmith/graph';
import { meanOfRows } from './mean-of-rows.js';

/**
 * The mean of `(actual - expected)^2`, over all elements of two values of one shape.
 *
 * @param isCounted `[rows, 1]`, 1 for a row that counts, 0 for another. Default: all do
 */
export function meanSquaredError(actual: Value, expected: Value, isCounted?: Value<'float32'>): Value<'float32'> {
  const difference = subtract(actual as Value<'float32'>, expected as Value<'float32'>);
  return meanOfRows(multiply(difference, difference), isCounted);
}
