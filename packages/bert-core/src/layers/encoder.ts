import { type EncoderInputs, embeddings } from './embeddings.js';
import { feedForward } from './feed-forward.js';
import type { HiddenStates, LayerContext } from './layer-context.js';
import { attentionBias, selfAttention } from './self-attention.js';

/** Embeddings and all layers: from token ids to the last hidden states, `[batch * sequence, hiddenSize]`. */
export function encoder(context: LayerContext, inputs: EncoderInputs): HiddenStates {
  const bias = attentionBias(inputs.attentionMask);
  let hidden = embeddings(context, inputs);
  for (let layer = 0; layer < context.config.numHiddenLayers; layer++) {
    hidden = feedForward(context, selfAttention(context, hidden, bias, layer), layer);
  }
  return hidden;
}
