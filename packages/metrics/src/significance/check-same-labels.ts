import { InputError } from '@bertsmith/tensor';
import { checkPairs, type PredictionsAndLabels } from '../check-pairs.js';

/** @throws InputError when two outcomes are not of the same labelled rows */
export function checkSameLabels(first: PredictionsAndLabels, second: PredictionsAndLabels): void {
  checkPairs(first);
  checkPairs(second);
  const rows = Math.max(first.labels.length, second.labels.length);
  for (let row = 0; row < rows; row++) {
    const [one, other] = [first.labels[row], second.labels[row]];
    if (one === other || (Array.isArray(one) && JSON.stringify(one) === JSON.stringify(other))) continue;
    throw new InputError(
      `comparing two models: labels[${row}] is ${one} for the first and ${other} for the second; give both the same rows in the same order`,
      { row, first: one, second: other },
    );
  }
}
