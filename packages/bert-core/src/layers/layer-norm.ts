import { layerNormalization } from '@bertsmith/graph';
import type { Dimension } from '@bertsmith/tensor';
import type { HiddenStates, LayerContext } from './layer-context.js';

/** Layer normalization over the last axis, with the model's epsilon; the parameters are `name.weight` and `name.bias`. */
export function layerNorm<const Rows extends Dimension>(
  context: LayerContext,
  x: HiddenStates<Rows>,
  name: string,
): HiddenStates<Rows> {
  const width = x.shape[1];
  const weight = context.weight(`${name}.weight`, [width]);
  const bias = context.weight(`${name}.bias`, [width]);
  return layerNormalization(x, weight, bias, { epsilon: context.config.layerNormEps });
}
