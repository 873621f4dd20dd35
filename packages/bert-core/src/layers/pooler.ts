import { hyperbolicTangent } from '@bertsmith/graph';
import { ENCODER_PREFIX } from '../parameters/bert-parameters.js';
import type { HiddenStates, LayerContext } from './layer-context.js';
import { linear } from './linear.js';

/** `tanh(W h + b)` of each text's first token, `[batch, hiddenSize]`. */
export function pooler(context: LayerContext, firstTokens: HiddenStates<'batch'>): HiddenStates<'batch'> {
  return hyperbolicTangent(linear(context, firstTokens, `${ENCODER_PREFIX}pooler.dense`, context.config.hiddenSize));
}
