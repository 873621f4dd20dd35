import { gelu, geluTanh, rectifiedLinear } from '@bertsmith/graph';
import type { Dimension } from '@bertsmith/tensor';
import type { HiddenActivation } from '../config/bert-config.js';
import { layerPrefix } from '../parameters/bert-parameters.js';
import { addAndNormalize } from './add-and-normalize.js';
import type { HiddenStates, LayerContext } from './layer-context.js';
import { linear } from './linear.js';

const ACTIVATIONS: { readonly [A in HiddenActivation]: typeof gelu } = {
  gelu,
  gelu_new: geluTanh,
  relu: rectifiedLinear,
};

/** Two products with an activation between, dropout, residual connection and normalization of one layer. */
export function feedForward<const Rows extends Dimension>(
  context: LayerContext,
  x: HiddenStates<Rows>,
  layer: number,
): HiddenStates<Rows> {
  const { hiddenSize, intermediateSize, hiddenAct } = context.config;
  const prefix = layerPrefix(layer);
  const inner = ACTIVATIONS[hiddenAct](linear(context, x, `${prefix}intermediate.dense`, intermediateSize));
  const outer = linear(context, inner, `${prefix}output.dense`, hiddenSize);
  return addAndNormalize(context, outer, x, `${prefix}output.LayerNorm`);
}
