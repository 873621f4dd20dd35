import { multiply, reduceMean, subtract, type Value } from '@bertsmith/graph';

/** The mean of `(actual - expected)^2`, over all elements of two values of one shape. */
export function meanSquaredError(actual: Value, expected: Value): Value<'float32'> {
  const difference = subtract(actual as Value<'float32'>, expected as Value<'float32'>);
  return reduceMean(multiply(difference, difference));
}
