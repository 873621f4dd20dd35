import { type ClassScores, scoresFromCounts } from './class-scores.js';

/**
 * How the scores of several classes become one: `micro` counts all examples together, `macro` is the mean of the
 * classes, `weighted` their mean weighted by `support`.
 */
export type Average = 'micro' | 'macro' | 'weighted';

/** Averages of the three ratios, 0 to 1. */
export interface AverageScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Examples, or entities, in all classes. */
  readonly support: number;
}

/**
 * One precision, recall and F1 for all classes, or for all types of entity.
 *
 * As in scikit-learn's `precision_recall_fscore_support(average=..., zero_division=0)`, a class that occurs neither
 * among the labels nor among the predictions counts for nothing, and the macro F1 is the mean of the F1s, not the F1
 * of the means. Without any class that occurs, or for `weighted` without support, all are 0.
 *
 * @param scores of each class, from {@link classScores} or {@link entityScores}
 * @example
 * averageScores(classScores({ predictions: [0, 1, 1, 2], labels: [0, 1, 2, 2] }), 'weighted').precision; // 0.875
 */
export function averageScores(scores: readonly ClassScores[], average: Average): AverageScores {
  const occurring = scores.filter(({ support, predicted }) => support + predicted > 0);
  const support = sumOf(occurring, (score) => score.support);
  if (average === 'micro') {
    const predicted = sumOf(occurring, (score) => score.predicted);
    const correct = sumOf(occurring, (score) => score.correct);
    const { precision, recall, f1 } = scoresFromCounts({ support, predicted, correct });
    return { precision, recall, f1, support };
  }
  const weightOf = average === 'macro' ? () => 1 : (score: ClassScores) => score.support;
  const mean = (field: 'precision' | 'recall' | 'f1') => weightedMean(occurring, (score) => score[field], weightOf);
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1'), support };
}

type Figure = (score: ClassScores) => number;

function weightedMean(scores: readonly ClassScores[], figure: Figure, weight: Figure): number {
  const total = sumOf(scores, weight);
  return total === 0 ? 0 : sumOf(scores, (score) => weight(score) * figure(score)) / total;
}

function sumOf(scores: readonly ClassScores[], figure: Figure): number {
  return scores.reduce((sum, score) => sum + figure(score), 0);
}
