import { InputError } from '@bertsmith/tensor';
import type { Predictions } from './outcome-collector.js';

/**
 * How far two models answer the same rows alike: the share of equal answers, 0 to 1. An answer is the class of a row, the tag of a word, the text of a
 * question's answer.
 *
 * @returns undefined of numbers, which are hardly ever equal, and of heads that are judged by their loss alone
 * @throws InputError when they are not answers to the same rows
 */
export function predictionAgreement(first: Predictions, second: Predictions): number | undefined {
  const [ours, others] = [answersOf(first), answersOf(second)];
  if (first.kind !== second.kind || ours?.length !== others?.length) {
    throw new InputError(
      `these are not answers to the same rows: ${describe(first, ours)} and ${describe(second, others)}`,
      { expected: first.kind, actual: second.kind },
    );
  }
  if (ours === undefined || others === undefined || ours.length === 0) return undefined;
  return ours.filter((answer, index) => answer === others[index]).length / ours.length;
}

/** Answers one by one, where equal ones mean the same. */
function answersOf(predictions: Predictions): readonly (number | string)[] | undefined {
  switch (predictions.kind) {
    case 'classes':
      return [...predictions.data];
    case 'tags':
      return predictions.data.flat();
    case 'answers':
      return Object.entries(predictions.data)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, answer]) => answer);
    default:
      return undefined;
  }
}

function describe({ kind }: Predictions, answers: readonly unknown[] | undefined): string {
  return answers === undefined ? kind : `${answers.length} ${kind}`;
}
