import { type AttentionBias, attentionBias } from './attention-bias.js';
import { embeddings } from './embeddings.js';
import type { EncoderInputs } from './encoder-inputs.js';
import { feedForward } from './feed-forward.js';
import { firstTokens } from './first-tokens.js';
import type { HiddenStates, LayerContext } from './layer-context.js';
import { firstTokenAttention, selfAttention } from './self-attention.js';

/** Embeddings and all layers: from token ids to the last hidden states, `[batch * sequence, hiddenSize]`. */
export function encoder(context: LayerContext, inputs: EncoderInputs): HiddenStates {
  const bias = attentionBias(inputs.attentionMask);
  return encodeLayers(context, inputs, bias, context.config.numHiddenLayers);
}

/**
 * The last hidden state of each text's first token, `[batch, hiddenSize]`: the same numbers as the first rows of
 * {@link encoder}, with most of the last layer left out. Of its products only keys and values are needed for all tokens; in a
 * model of 6 layers that is a seventh of all arithmetic, in one of 2 layers almost half. Nothing is left out when the context has a trace.
 */
export function firstTokenEncoder(context: LayerContext, inputs: EncoderInputs): HiddenStates<'batch'> {
  if (context.trace !== undefined) return firstTokens(encoder(context, inputs));
  const last = context.config.numHiddenLayers - 1;
  const bias = attentionBias(inputs.attentionMask);
  const hidden = encodeLayers(context, inputs, bias, last);
  return feedForward(context, firstTokenAttention(context, hidden, bias, last), last);
}

function encodeLayers(context: LayerContext, inputs: EncoderInputs, bias: AttentionBias, layers: number): HiddenStates {
  let hidden = embeddings(context, inputs);
  context.trace?.hiddenStates.push(hidden);
  for (let layer = 0; layer < layers; layer++) {
    hidden = feedForward(context, selfAttention(context, hidden, bias, layer), layer);
    context.trace?.hiddenStates.push(hidden);
  }
  return hidden;
}
