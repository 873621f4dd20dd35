import { add, gelu, geluTanh, rectifiedLinear, type Value } from '@bertsmith/graph';
import type { HiddenActivation } from '../config/bert-config.js';
import { layerPrefix } from '../parameters/bert-parameters.js';
import type { HiddenStates, LayerContext } from './layer-context.js';
import { layerNorm } from './layer-norm.js';
import { linear } from './linear.js';

const ACTIVATIONS: { readonly [A in HiddenActivation]: (x: HiddenStates) => HiddenStates } = {
  gelu,
  gelu_new: geluTanh,
  relu: rectifiedLinear,
};

/** Two products with an activation between, dropout, residual connection and normalization of one layer. */
export function feedForward(context: LayerContext, x: HiddenStates, layer: number): HiddenStates {
  const { hiddenSize, intermediateSize, hiddenAct, hiddenDropoutProb } = context.config;
  const prefix = layerPrefix(layer);
  const inner = ACTIVATIONS[hiddenAct](linear(context, x, `${prefix}intermediate.dense`, intermediateSize));
  const outer = linear(context, inner, `${prefix}output.dense`, hiddenSize);
  const sum: Value<'float32', HiddenStates['shape']> = add(context.dropout(outer, hiddenDropoutProb), x);
  return layerNorm(context, sum, `${prefix}output.LayerNorm`);
}
