import type { Value } from '@bertsmith/graph';
import type { BertConfig } from '../config/bert-config.js';
import { encoder } from '../layers/encoder.js';
import type { EncoderInputs } from '../layers/encoder-inputs.js';
import type { HiddenStates, LayerContext } from '../layers/layer-context.js';
import { maskedLmHead, maskedLmParameters } from '../layers/masked-lm-head.js';
import { type Predictions as Asked, maskedCrossEntropy, maskedTokens } from '../losses/masked-cross-entropy.js';
import { bertParameters } from '../parameters/bert-parameters.js';
import { BertWithHead, byText } from './bert-base.js';
import { type InitializeOptions, initializeModel } from './initialize-model.js';

/** Logits of each word of the vocabulary for each token, `[batch, sequence, vocabSize]`. */
type Predictions = { readonly logits: Value<'float32', readonly ['batch', 'sequence', number]> };

/** The same for the tokens that are asked for, `[predictions, vocabSize]`. */
type Judged = { readonly masked_logits: HiddenStates<Asked> };

/**
 * A BERT that guesses the words behind `[MASK]` (Devlin et al. 2019, section 3.1, task 1).
 *
 * A graph with a loss computes it of the tokens that are asked for alone, some 15 % of a batch: it has the inputs `masked_positions` and
 * `masked_labels`, int32 `[predictions]`, which `maskedTargets` makes of labels, and the output `masked_logits`, `[predictions, vocabSize]`.
 * In transformers it has `labels` for all tokens; loss and gradients are the same.
 *
 * @example
 * const model = BertForMaskedLM.initialize(presetConfig('tiny'), { seed: 1 });
 */
export class BertForMaskedLM extends BertWithHead<Predictions, Judged> {
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

  protected predict(context: LayerContext, inputs: EncoderInputs): Predictions {
    return { logits: byText(maskedLmHead(context, encoder(context, inputs))) };
  }

  protected override predictForLoss(context: LayerContext, inputs: EncoderInputs): Judged {
    return { masked_logits: maskedLmHead(context, maskedTokens(encoder(context, inputs))) };
  }

  protected lossOf({ masked_logits }: Judged): Value<'float32'> {
    return maskedCrossEntropy(masked_logits);
  }
}
