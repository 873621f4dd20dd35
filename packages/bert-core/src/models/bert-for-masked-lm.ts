import type { Value } from '@bertsmith/graph';
import type { BertConfig } from '../config/bert-config.js';
import { encoder } from '../layers/encoder.js';
import { encoderInputs } from '../layers/encoder-inputs.js';
import type { LayerContext } from '../layers/layer-context.js';
import { maskedLmHead, maskedLmParameters } from '../layers/masked-lm-head.js';
import { tokenCrossEntropy } from '../losses/token-cross-entropy.js';
import { bertParameters } from '../parameters/bert-parameters.js';
import { BertWithHead, byText } from './bert-base.js';
import { type InitializeOptions, initializeModel } from './initialize-model.js';

/** Logits of each word of the vocabulary for each token, `[batch, sequence, vocabSize]`. */
type Predictions = { readonly logits: Value<'float32', readonly ['batch', 'sequence', number]> };

/**
 * A BERT that guesses the words behind `[MASK]` (Devlin et al. 2019, section 3.1, task 1).
 *
 * A graph with a loss has the input `labels`, int32 `[batch, sequence]`: the words to be guessed, -100 for tokens that are not asked for.
 *
 * @example
 * const model = BertForMaskedLM.initialize(presetConfig('tiny'), { seed: 1 });
 */
export class BertForMaskedLM extends BertWithHead<Predictions> {
  readonly architecture = 'BertForMaskedLM';

  /** A model whose parameters are all zero; see {@link initialize}, or load a checkpoint into it. */
  constructor(config: BertConfig) {
    super(config, (config) => [
      ...bertParameters(config, { hasPooler: false, tiesWordEmbeddings: true }),
      ...maskedLmParameters(config),
    ]);
  }

  static initialize(config: BertConfig, options: InitializeOptions): BertForMaskedLM {
    return initializeModel(new BertForMaskedLM(config), options);
  }

  protected predict(context: LayerContext): Predictions {
    return { logits: byText(maskedLmHead(context, encoder(context, encoderInputs()))) };
  }

  protected lossOf({ logits }: Predictions): Value<'float32'> {
    return tokenCrossEntropy(logits);
  }
}
