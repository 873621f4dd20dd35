import { hyperbolicTangent } from '@bertsmith/graph';
import { ENCODER_PREFIX } from '../parameters/bert-parameters.js';
import type { Texts } from './first-tokens.js';
import type { HiddenStates, LayerContext } from './layer-context.js';
import { linear } from './linear.js';

/** `tanh(W h + b)` of each text's first token, `[batch, hiddenSize]`. */
export function pooler<const Rows extends Texts>(
  context: LayerContext,
  firstTokens: HiddenStates<Rows>,
): HiddenStates<Rows> {
  return hyperbolicTangent(linear(context, firstTokens, `${ENCODER_PREFIX}pooler.dense`, context.config.hiddenSize));
}
