import { ConfigError, ShapeError } from '@bertsmith/tensor';
import {
  type BertForSequenceClassificationWithFeatures,
  FEATURE_CLASSIFIER,
} from './bert-for-sequence-classification-with-features.js';

/** A linear model over the features of a text, and how much it has to say. */
export interface LinearModelShare {
  /** `[numFeatures + 1, labels]`, row-major, the bias last: `weights` of `LogisticRegression` in `@bertsmith/data`. */
  readonly weights: ArrayLike<number>;
  /** What its logits are multiplied by. Default 1. */
  readonly share?: number;
}

/**
 * Adds the logits of a linear model to a classifier's own: `logits + share * (features W + b)`, for good. With a softmax this multiplies
 * the probabilities of both, theirs to the power of `share` (a product of experts: G. Hinton, "Training products of experts by minimizing
 * contrastive divergence", Neural Computation 14, 2002).
 *
 * @throws ShapeError when the weights are not those of the model's features and labels
 * @throws ConfigError when the share is not a number
 * @example
 * const baseline = trainTfidfClassifier(train, labels.length);
 * const numFeatures = baseline.vectorizer.terms.length;
 * const fused = BertForSequenceClassificationWithFeatures.fromClassifier(trained, { numFeatures });
 * addLinearModel(fused, { weights: baseline.weights, share: 0.6 });
 */
export function addLinearModel(
  { arena, config, numFeatures }: BertForSequenceClassificationWithFeatures,
  { weights, share = 1 }: LinearModelShare,
): void {
  const table = arena.get(`${FEATURE_CLASSIFIER}.weight`).data;
  const bias = arena.get('classifier.bias').data;
  if (weights.length !== table.length + bias.length) {
    throw new ShapeError(
      `adding a linear model: expected weights of [${numFeatures} features + 1, ${config.labels.length} labels], found ${weights.length} numbers`,
      { expected: table.length + bias.length, actual: weights.length },
    );
  }
  if (!Number.isFinite(share))
    throw new ConfigError(`adding a linear model: share is ${share}, expected a number`, { share });
  addScaled(table, weights, 0, share);
  addScaled(bias, weights, table.length, share);
}

/** `target += share * source[from ...]`. */
function addScaled(target: Float32Array, source: ArrayLike<number>, from: number, share: number): void {
  for (let index = 0; index < target.length; index++) {
    target[index] = (target[index] as number) + share * (source[from + index] as number);
  }
}
