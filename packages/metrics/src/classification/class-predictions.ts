import { InputError } from '@bertsmith/tensor';
import { checkPairs } from '../check-pairs.js';
import type { ClassPredictions } from '../metric.js';

/** As many as a model's configuration may have. The scores count a few numbers for each class: 24 MB for these. */
export const MAXIMUM_LABELS = 1_000_000;

/**
 * Checks an outcome and answers the number of its classes: the stated one, or the largest that occurs plus one.
 *
 * @throws InputError when there are no examples, the lists differ in length, or an entry is no class
 */
export function countClasses(input: ClassPredictions): number {
  checkPairs(input);
  const { predictions, labels, numLabels } = input;
  const limit = numLabels ?? MAXIMUM_LABELS;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAXIMUM_LABELS) {
    throw new InputError(`scoring: numLabels is ${limit}, expected a whole number from 1 to ${MAXIMUM_LABELS}`, {
      numLabels: limit,
    });
  }
  const largest = Math.max(largestClass('predictions', predictions, limit), largestClass('labels', labels, limit));
  return numLabels ?? largest + 1;
}

function largestClass(list: 'predictions' | 'labels', classes: ArrayLike<number>, limit: number): number {
  let largest = 0;
  for (let row = 0; row < classes.length; row++) {
    const label = classes[row];
    if (label === undefined || !Number.isInteger(label) || label < 0 || label >= limit) {
      throw new InputError(`scoring: ${list}[${row}] is ${label}, expected a class from 0 to ${limit - 1}`, {
        list,
        row,
        label,
      });
    }
    if (label > largest) largest = label;
  }
  return largest;
}
