/**
 * The area under the receiver operating characteristic: the chance that a positive example has a higher score than a
 * negative one, ties counting half (J. A. Hanley, B. J. McNeil, "The meaning and use of the area under a receiver
 * operating characteristic (ROC) curve", Radiology 143, 1982). With the mean ranks of all scores,
 *
 *     (sum of the positives' ranks - P (P + 1) / 2) / (P N)
 *
 * for `P` positives and `N` negatives.
 */
import { InputError } from '@bertsmith/tensor';
import type { Metric } from '../metric.js';
import { averageRanks } from '../regression/average-ranks.js';
import { checkProbabilities, type ProbabilityPredictions } from './probability-predictions.js';

/** How the areas of several classes become one: their mean, or their mean weighted by how often each is a label. */
export type RocAucAverage = 'macro' | 'weighted';

/** What {@link binaryRocAuc} is given. */
export interface BinaryScores {
  /** One an example, higher the more likely it is of class 1: logits, probabilities, similarities. */
  readonly scores: ArrayLike<number>;
  /** True class of each example, 0 or 1. */
  readonly labels: ArrayLike<number>;
}

/**
 * The area under the curve of a score for class 1, 0 to 1; 0.5 is chance. Scikit-learn's `roc_auc_score`.
 *
 * @throws InputError when there are no examples, the lists differ in length, a score is NaN, a label is not 0 or 1, or all
 *   labels are the same
 * @example
 * binaryRocAuc({ scores: [0.1, 0.4, 0.35, 0.8], labels: [0, 0, 1, 1] }); // 0.75
 */
export function binaryRocAuc({ scores, labels }: BinaryScores): number {
  if (scores.length !== labels.length || labels.length === 0) {
    throw new InputError(
      `ROC-AUC: ${scores.length} scores for ${labels.length} labels; give one of each for every example, and at least one example`,
      { scores: scores.length, labels: labels.length },
    );
  }
  for (let row = 0; row < labels.length; row++) checkExample(row, scores[row], labels[row]);
  return areaOfClass(scores, labels, 1);
}

function checkExample(row: number, score: number | undefined, label: number | undefined): void {
  if (score === undefined || Number.isNaN(score)) {
    throw new InputError(`ROC-AUC: scores[${row}] is ${score}, expected a number`, { row, score });
  }
  if (label !== 0 && label !== 1) {
    throw new InputError(`ROC-AUC: labels[${row}] is ${label}, expected 0 or 1; use rocAuc for more classes`, {
      row,
      label,
    });
  }
}

/**
 * The area under the curve of predicted probabilities, 0 to 1; 0.5 is chance.
 *
 * Of two classes, the area of class 1's probability. Of more, the average of each class against the rest (F. Provost,
 * P. Domingos, 2000), as scikit-learn's `roc_auc_score(multi_class='ovr')`.
 *
 * @param average of more than two classes. Default `macro`
 * @throws InputError when the outcome is none (see {@link ProbabilityPredictions}), or a class is the label of no example or
 *   of all: it has no curve
 */
export function rocAuc(input: ProbabilityPredictions, average: RocAucAverage = 'macro'): number {
  checkProbabilities(input);
  const { labels, numLabels } = input;
  if (numLabels === 2) return areaOfClass(probabilitiesOf(1, input), labels, 1);
  let [sum, total] = [0, 0];
  for (let label = 0; label < numLabels; label++) {
    const weight = average === 'macro' ? 1 : countOf(label, labels);
    sum += weight * areaOfClass(probabilitiesOf(label, input), labels, label);
    total += weight;
  }
  return sum / total;
}

function areaOfClass(scores: ArrayLike<number>, labels: ArrayLike<number>, positive: number): number {
  const positives = countOf(positive, labels);
  const negatives = labels.length - positives;
  if (positives === 0 || negatives === 0) {
    const which = positives === 0 ? 'no example' : 'every example';
    throw new InputError(
      `ROC-AUC: class ${positive} is the label of ${which}, so that there is no curve; score more examples`,
      {
        label: positive,
        positives,
        negatives,
      },
    );
  }
  const rankSum = averageRanks(scores).reduce((sum, rank, row) => sum + (labels[row] === positive ? rank : 0), 0);
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function probabilitiesOf(label: number, { probabilities, labels, numLabels }: ProbabilityPredictions): Float64Array {
  return Float64Array.from({ length: labels.length }, (_, row) => probabilities[row * numLabels + label] as number);
}

function countOf(label: number, labels: ArrayLike<number>): number {
  let count = 0;
  for (let row = 0; row < labels.length; row++) if (labels[row] === label) count++;
  return count;
}

/** {@link rocAuc}, macro average, as a metric object. */
export const rocAucMetric: Metric<ProbabilityPredictions> = {
  specificationVersion: 'v1',
  name: 'rocAuc',
  compute: (input) => ({ score: rocAuc(input) }),
};
