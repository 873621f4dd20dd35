import type { Dimension } from '@bertsmith/tensor';
import { intermediateSizeOf } from '../config/layer-sizes.js';
import { layerPrefix } from '../parameters/bert-parameters.js';
import { activation } from './activation.js';
import { addAndNormalize } from './add-and-normalize.js';
import type { HiddenStates, LayerContext } from './layer-context.js';
import { linear } from './linear.js';

/** Two products with an activation between, dropout, residual connection and normalization of one layer. */
export function feedForward<const Rows extends Dimension>(
  context: LayerContext,
  x: HiddenStates<Rows>,
  layer: number,
): HiddenStates<Rows> {
  const { config } = context;
  const prefix = layerPrefix(layer);
  const wide = linear(context, x, `${prefix}intermediate.dense`, intermediateSizeOf(config, layer));
  const inner = activation(config)(wide);
  const outer = linear(context, inner, `${prefix}output.dense`, config.hiddenSize);
  return addAndNormalize(context, outer, x, `${prefix}output.LayerNorm`);
}
