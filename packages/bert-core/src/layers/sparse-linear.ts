import { gather, input, matmul, reshape, type Value } from '@bertsmith/graph';
import type { HiddenStates, LayerContext } from './layer-context.js';

/** Sparse features of each text, padded to the longest row of a batch. */
export interface FeatureInputs {
  /** int32 `[batch, features]`: numbers of features, from 0; any number where there is padding. */
  readonly featureIds: Value<'int32', readonly ['batch', 'features']>;
  /** float32 `[batch, features]`: their values; 0 for padding. */
  readonly featureValues: Value<'float32', readonly ['batch', 'features']>;
}

/** They as inputs of a graph: `feature_ids`, `feature_values`. */
export function featureInputs(): FeatureInputs {
  return {
    featureIds: input('feature_ids', 'int32', ['batch', 'features']),
    featureValues: input('feature_values', 'float32', ['batch', 'features']),
  };
}

/**
 * `sum_j value_j W[id_j]`: a linear layer whose input is mostly zeros. Only the rows that a batch names are read, and only they have a
 * gradient.
 *
 * @param name the parameter is `name.weight`, `[numFeatures, outputs]`: a row for each feature, as in an embedding table
 * @returns `[batch, outputs]`
 */
export function sparseLinear(
  context: LayerContext,
  { featureIds, featureValues }: FeatureInputs,
  name: string,
  [numFeatures, outputs]: readonly [numFeatures: number, outputs: number],
): HiddenStates<'batch'> {
  const rows = gather(context.weight(`${name}.weight`, [numFeatures, outputs]), featureIds);
  const values: Value<'float32'> = reshape(featureValues, ['batch', 1, 'features']);
  return reshape(matmul(values, rows as Value<'float32'>), ['batch', outputs] as const) as HiddenStates<'batch'>;
}
