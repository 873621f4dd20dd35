import { firstTokenEncoder } from './encoder.js';
import type { EncoderInputs } from './encoder-inputs.js';
import type { Texts } from './first-tokens.js';
import type { HiddenStates, LayerContext } from './layer-context.js';
import { linear } from './linear.js';
import { pooler } from './pooler.js';

/** A linear layer, `classifier`, on the pooled first token of each text: `[batch, labels]`. */
export function pooledLogits(context: LayerContext, inputs: EncoderInputs): HiddenStates<Texts> {
  const { hiddenDropoutProb, classifierDropout, labels } = context.config;
  const pooled = pooler(context, firstTokenEncoder(context, inputs));
  const dropped = context.dropout(pooled, classifierDropout ?? hiddenDropoutProb);
  return linear(context, dropped, 'classifier', labels.length);
}
