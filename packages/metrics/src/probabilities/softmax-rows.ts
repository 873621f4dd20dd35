import { InputError } from '@bertsmith/tensor';

/**
 * Probabilities of logits: `exp(logit) / sum of exp(logits of the row)`.
 *
 * @param logits by `[example, class]`, row-major; -Infinity is a class that cannot be
 * @returns float64, by `[example, class]`, row-major, each row adding up to 1
 * @throws InputError when the logits are not whole rows, or a row has NaN, Infinity, or -Infinity only
 * @example
 * softmaxRows([0, 0, 1000, -Infinity], 2); // Float64Array [0.5, 0.5, 1, 0]
 */
export function softmaxRows(logits: ArrayLike<number>, numLabels: number): Float64Array {
  const rows = logits.length / numLabels;
  if (!(Number.isInteger(numLabels) && numLabels > 0 && Number.isInteger(rows))) {
    throw new InputError(`softmax: ${logits.length} logits are not whole rows of ${numLabels} classes`, {
      logits: logits.length,
      numLabels,
    });
  }
  const probabilities = Float64Array.from(logits);
  for (let row = 0; row < rows; row++) softmax(probabilities.subarray(row * numLabels, (row + 1) * numLabels), row);
  return probabilities;
}

/** In place. */
function softmax(values: Float64Array, row: number): void {
  const largest = values.reduce((maximum, value) => Math.max(maximum, value), Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(largest)) {
    throw new InputError(`softmax: the logits of example ${row} have NaN, Infinity or no finite number`, { row });
  }
  for (const [label, value] of values.entries()) values[label] = Math.exp(value - largest);
  const sum = values.reduce((total, value) => total + value, 0);
  for (const [label, value] of values.entries()) values[label] = value / sum;
}
