import { averageScores } from '../classification/average-scores.js';
import type { Metric } from '../metric.js';
import { type EntityScoreOptions, entityScores } from './entity-scores.js';
import type { TagPredictions } from './tag-predictions.js';

/**
 * The share of predicted entities that are right, over all types (micro average), 0 to 1; 0 when none is predicted.
 *
 * @throws InputError when there are no sentences, lists differ in length, or a tag is none
 */
export function entityPrecision(input: TagPredictions, options?: EntityScoreOptions): number {
  return averageScores(entityScores(input, options), 'micro').precision;
}

/**
 * The share of entities that are found, over all types (micro average), 0 to 1; 0 when there are none.
 *
 * @throws InputError when there are no sentences, lists differ in length, or a tag is none
 */
export function entityRecall(input: TagPredictions, options?: EntityScoreOptions): number {
  return averageScores(entityScores(input, options), 'micro').recall;
}

/**
 * The harmonic mean of {@link entityPrecision} and {@link entityRecall}, 0 to 1: the figure of CoNLL-2003 and
 * seqeval's `f1_score`; 0 when there are no entities and none is predicted.
 *
 * @throws InputError when there are no sentences, lists differ in length, or a tag is none
 * @example
 * entityF1({ predictions: [['B-a', 'O', 'B-b']], labels: [['B-a', 'O', 'O']] }); // 0.6666666666666666
 */
export function entityF1(input: TagPredictions, options?: EntityScoreOptions): number {
  return averageScores(entityScores(input, options), 'micro').f1;
}

/** {@link entityPrecision}, read leniently, as a metric object. */
export const entityPrecisionMetric: Metric<TagPredictions> = {
  specificationVersion: 'v1',
  name: 'entityPrecision',
  compute: (input) => ({ score: entityPrecision(input) }),
};

/** {@link entityRecall}, read leniently, as a metric object. */
export const entityRecallMetric: Metric<TagPredictions> = {
  specificationVersion: 'v1',
  name: 'entityRecall',
  compute: (input) => ({ score: entityRecall(input) }),
};

/** {@link entityF1}, read leniently, as a metric object. */
export const entityF1Metric: Metric<TagPredictions> = {
  specificationVersion: 'v1',
  name: 'entityF1',
  compute: (input) => ({ score: entityF1(input) }),
};
