import { type AttentionBias, attentionBias } from './attention-bias.js';
import { embeddings } from './embeddings.js';
import type { EncoderInputs } from './encoder-inputs.js';
import { feedForward } from './feed-forward.js';
import { firstTokens, type Texts } from './first-tokens.js';
import type { HiddenStates, LayerContext } from './layer-context.js';
import { packedAttentionBias } from './packed-inputs.js';
import { exampleAttention, firstTokenAttention, selfAttention } from './self-attention.js';

/**
 * Embeddings and layers: from token ids to hidden states, `[batch * sequence, hiddenSize]`.
 *
 * @param layer whose: 0 for the embeddings, 1 for the first layer, ... Default: the last
 */
export function encoder(
  context: LayerContext,
  inputs: EncoderInputs,
  layer: number = context.config.numHiddenLayers,
): HiddenStates {
  const { trace, config } = context;
  const bias = biasOf(inputs);
  // A trace has all layers; what no output of the graph needs is not part of it.
  const last = encodeLayers(context, inputs, bias, trace === undefined ? layer : config.numHiddenLayers);
  return trace?.hiddenStates[layer] ?? last;
}

/**
 * The hidden state of each text's first token, `[batch, hiddenSize]` (`[examples, hiddenSize]` where rows are packed): the same numbers as the first rows of
 * {@link encoder}, with most of the last layer left out. Of its products only keys and values are needed for all tokens; in a
 * model of 6 layers that is a seventh of all arithmetic, in one of 2 layers almost half. Nothing is left out when the context has a trace, or is
 * to have all tokens.
 *
 * @param layer whose hidden state, as for {@link encoder}
 */
export function firstTokenEncoder(
  context: LayerContext,
  inputs: EncoderInputs,
  layer: number = context.config.numHiddenLayers,
): HiddenStates<Texts> {
  if (context.trace !== undefined || context.allTokens || layer === 0)
    return firstTokens(encoder(context, inputs, layer), inputs);
  const last = layer - 1;
  const bias = biasOf(inputs);
  const hidden = encodeLayers(context, inputs, bias, last);
  const attended =
    inputs.packed === undefined
      ? firstTokenAttention(context, hidden, bias, last)
      : exampleAttention(context, hidden, bias, last, inputs.packed);
  return feedForward(context, attended as HiddenStates<Texts>, last);
}

function biasOf({ attentionMask, packed }: EncoderInputs): AttentionBias {
  return packed === undefined ? attentionBias(attentionMask) : packedAttentionBias(attentionMask);
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
