import { hyperbolicTangent, reshape, slice, type Value } from '@bertsmith/graph';
import { ENCODER_PREFIX } from '../parameters/bert-parameters.js';
import type { HiddenStates, LayerContext } from './layer-context.js';
import { linear } from './linear.js';

/** `tanh(W h + b)` of each row's first token, `[CLS]`: from `[batch * sequence, hiddenSize]` to `[batch, hiddenSize]`. */
export function pooler(context: LayerContext, hidden: HiddenStates): Value<'float32', readonly ['batch', number]> {
  const { hiddenSize } = context.config;
  const rows = reshape(hidden, ['batch', 'sequence', hiddenSize]);
  const first = reshape(slice(rows, { axis: 1, start: 0, end: 1 }), ['batch', hiddenSize] as const);
  return hyperbolicTangent(linear(context, first, `${ENCODER_PREFIX}pooler.dense`, hiddenSize));
}
