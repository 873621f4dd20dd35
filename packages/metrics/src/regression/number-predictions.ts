import { InputError } from '@bertsmith/tensor';
import { checkPairs } from '../check-pairs.js';

/** The outcome of a regression: what was predicted, and what was right. Both lists have one entry an example. */
export interface NumberPredictions {
  /** Predicted number of each example, in the unit of the labels. */
  readonly predictions: ArrayLike<number>;
  /** True number of each example. */
  readonly labels: ArrayLike<number>;
}

/** Fewer points always lie on a line: their correlation says nothing. */
const MINIMUM_EXAMPLES = 2;

/**
 * Checks what a correlation is computed of.
 *
 * @throws InputError when the lists differ in length, there are fewer than two examples, or an entry is not finite
 */
export function checkNumbers(input: NumberPredictions): void {
  checkPairs(input);
  if (input.labels.length < MINIMUM_EXAMPLES) {
    throw new InputError('correlation: 1 example, expected at least 2', { examples: input.labels.length });
  }
  checkFinite('predictions', input.predictions);
  checkFinite('labels', input.labels);
}

function checkFinite(list: 'predictions' | 'labels', numbers: ArrayLike<number>): void {
  for (let row = 0; row < numbers.length; row++) {
    const value = numbers[row];
    if (Number.isFinite(value)) continue;
    throw new InputError(`scoring: ${list}[${row}] is ${value}, expected a finite number`, { list, row, value });
  }
}
