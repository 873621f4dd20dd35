/** The peer: masked words with a loss over every token of the batch, of which those without a label are left out at the end. */
import {
  type BertConfig,
  BertWithHead,
  bertParameters,
  encoder,
  encoderInputs,
  type LayerContext,
  maskedLmHead,
  maskedLmParameters,
  tokenCrossEntropy,
} from '@bertsmith/bert-core';
import { reshape, type Value } from '@bertsmith/graph';

type Predictions = { readonly logits: Value<'float32', readonly ['batch', 'sequence', number]> };

export class AllTokensMaskedLM extends BertWithHead<Predictions> {
  readonly architecture = 'BertForMaskedLM';

  constructor(config: BertConfig) {
    super(config, (config) => [
      ...bertParameters(config, { hasPooler: false, tiesWordEmbeddings: true }),
      ...maskedLmParameters(config),
    ]);
  }

  protected predict(context: LayerContext): Predictions {
    const logits = maskedLmHead(context, encoder(context, encoderInputs()));
    return { logits: reshape(logits, ['batch', 'sequence', logits.shape[1]] as const) };
  }

  protected lossOf({ logits }: Predictions): Value<'float32'> {
    return tokenCrossEntropy(logits);
  }
}
