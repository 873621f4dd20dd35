import { add, type Value } from '@bertsmith/graph';
import type { Dimension } from '@bertsmith/tensor';
import type { HiddenStates, LayerContext } from './layer-context.js';
import { layerNorm } from './layer-norm.js';

/** `layerNorm(dropout(x) + residual)`: how each half of a layer ends. */
export function addAndNormalize<const Rows extends Dimension>(
  context: LayerContext,
  x: HiddenStates<Rows>,
  residual: HiddenStates<Rows>,
  name: string,
): HiddenStates<Rows> {
  const dropped = context.dropout(x, context.config.hiddenDropoutProb);
  const sum: Value = add(dropped as Value<'float32'>, residual as Value<'float32'>);
  return layerNorm(context, sum as HiddenStates<Rows>, name);
}
