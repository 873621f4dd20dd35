import { ConfigError } from '@bertsmith/tensor';
import type { AnswerPredictions } from './answers/answer-predictions.js';
import { answerF1Metric, exactMatchMetric } from './answers/answer-scores.js';
import { accuracyMetric } from './classification/accuracy.js';
import { f1Metric } from './classification/f1.js';
import { macroF1Metric } from './classification/macro-f1.js';
import { matthewsCorrelationMetric } from './classification/matthews-correlation.js';
import { entityF1Metric, entityPrecisionMetric, entityRecallMetric } from './entities/entity-metrics.js';
import type { TagPredictions } from './entities/tag-predictions.js';
import type { Metric } from './metric.js';
import { expectedCalibrationErrorMetric } from './probabilities/calibration-error.js';
import type { ProbabilityPredictions } from './probabilities/probability-predictions.js';
import { rocAucMetric } from './probabilities/roc-auc.js';
import type { NumberPredictions } from './regression/number-predictions.js';
import { pearsonMetric } from './regression/pearson.js';
import { spearmanMetric } from './regression/spearman.js';

/** What is said of every classification, whatever the number of its classes. */
export const CLASSIFICATION_METRICS: readonly Metric[] = [accuracyMetric, macroF1Metric];

/** What is said of a classification with two classes: `f1` is the F1 of class 1, and is not defined for more. */
export const BINARY_METRICS: readonly Metric[] = [...CLASSIFICATION_METRICS, f1Metric, matthewsCorrelationMetric];

/** What is said of predicted numbers. */
export const REGRESSION_METRICS: readonly Metric<NumberPredictions>[] = [pearsonMetric, spearmanMetric];

/** What is said of predicted tags: micro averages, read leniently. */
export const ENTITY_METRICS: readonly Metric<TagPredictions>[] = [
  entityPrecisionMetric,
  entityRecallMetric,
  entityF1Metric,
];

/** What is said of predicted answers. */
export const ANSWER_METRICS: readonly Metric<AnswerPredictions>[] = [exactMatchMetric, answerF1Metric];

/** What is said of predicted probabilities; `rocAuc` is only defined where every class occurs among the labels. */
export const PROBABILITY_METRICS: readonly Metric<ProbabilityPredictions>[] = [
  rocAucMetric,
  expectedCalibrationErrorMetric,
];

/** What is said of a classification with so many classes: {@link BINARY_METRICS} for two. */
export function classificationMetrics(numLabels: number): readonly Metric[] {
  return numLabels === 2 ? BINARY_METRICS : CLASSIFICATION_METRICS;
}

/**
 * The metric of a given name.
 *
 * @param metrics where to look, such as {@link ENTITY_METRICS}; add your own. Default {@link BINARY_METRICS}, which are
 *   all that score classes
 * @throws ConfigError when there is none; the message lists those there are
 * @example
 * findMetric('macroF1').compute({ predictions: [1, 0], labels: [1, 0] }); // { score: 1 }
 */
export function findMetric(name: string): Metric;
export function findMetric<Input>(name: string, metrics: readonly Metric<Input>[]): Metric<Input>;
export function findMetric(name: string, metrics: readonly Metric<never>[] = BINARY_METRICS): Metric<never> {
  const metric = metrics.find((candidate) => candidate.name === name);
  if (metric === undefined) {
    const known = metrics.map((candidate) => candidate.name);
    throw new ConfigError(`there is no metric '${name}'; known are: ${known.join(', ')}`, { metric: name, known });
  }
  return metric;
}

/** The score of each metric by its name: `{ accuracy: 0.75, macroF1: 0.71 }`. */
export function computeMetrics<Input>(
  input: Input,
  metrics: readonly Metric<Input>[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(metrics.map((metric) => [metric.name, metric.compute(input).score]));
}
