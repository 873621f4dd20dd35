import { InputError } from '@bertsmith/tensor';
import { checkPairs } from '../check-pairs.js';

/**
 * The outcome of tagging: the tags that were predicted and those that were right, a list for each sentence, a tag for
 * each word: `O`, `B-person`, `I-person`.
 */
export interface TagPredictions {
  readonly predictions: readonly (readonly string[])[];
  readonly labels: readonly (readonly string[])[];
}

/**
 * Checks that there are sentences, and a predicted tag for each word.
 *
 * @throws InputError when there are no sentences, or the lists or a sentence in them differ in length
 */
export function checkTags(input: TagPredictions): void {
  checkPairs(input);
  for (const [row, labels] of input.labels.entries()) {
    const predicted = input.predictions[row]?.length ?? 0;
    if (predicted === labels.length) continue;
    throw new InputError(
      `scoring: sentence ${row} has ${labels.length} labels and ${predicted} predictions; give one of each for every word`,
      { row, labels: labels.length, predictions: predicted },
    );
  }
}
