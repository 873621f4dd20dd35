import { add, input, multiply, type Value } from '@bertsmith/graph';
import type { BertConfig } from '../config/bert-config.js';
import { encoder } from '../layers/encoder.js';
import type { EncoderInputs } from '../layers/encoder-inputs.js';
import { firstTokens, type Texts } from '../layers/first-tokens.js';
import type { HiddenStates, LayerContext } from '../layers/layer-context.js';
import { linear } from '../layers/linear.js';
import { maskedLmHead, maskedLmParameters } from '../layers/masked-lm-head.js';
import { pooler } from '../layers/pooler.js';
import { crossEntropy } from '../losses/cross-entropy.js';
import { type Predictions as Asked, maskedCrossEntropy, maskedTokens } from '../losses/masked-cross-entropy.js';
import { bertParameters, linearParameters } from '../parameters/bert-parameters.js';
import { BertWithHead, byText } from './bert-base.js';
import type { LossGraphOptions } from './bert-model-with-head.js';
import { type InitializeOptions, initializeModel } from './initialize-model.js';

const SENTENCE_HEAD = 'cls.seq_relationship';

type NextSentence = {
  /** Logits of "the second text follows the first" and "it does not", `[batch, 2]`. */
  readonly seq_relationship_logits: HiddenStates<Texts>;
};

/** And logits of each word for each token, `[batch, sequence, vocabSize]`. */
type Predictions = NextSentence & {
  readonly prediction_logits: Value<'float32', readonly ['batch', 'sequence', number]>;
};

/** And logits of each word for the tokens that are asked for, `[predictions, vocabSize]`. */
type Judged = NextSentence & { readonly masked_logits: HiddenStates<Asked> };

/**
 * A BERT with both heads that it was pre-trained with (Devlin et al. 2019, section 3.1): words behind `[MASK]`, and whether the second
 * text follows the first.
 *
 * A graph with a loss has the inputs `masked_positions` and `masked_labels` and the output `masked_logits`, as for {@link BertForMaskedLM},
 * and the input `next_sentence_label`, int32 `[batch]` (`[examples]` where rows are packed): 0 when it follows, 1 when not. The loss is the sum of both cross-entropies.
 *
 * @example
 * const model = BertForPreTraining.initialize(presetConfig('tiny'), { seed: 1 });
 */
export class BertForPreTraining extends BertWithHead<Predictions, Judged> {
  readonly architecture = 'BertForPreTraining';

  /** A model whose parameters are all zero; see {@link initialize}, or load a checkpoint into it. */
  constructor(config: BertConfig) {
    super(config, preTrainingParameters);
  }

  static initialize(config: BertConfig, options: InitializeOptions): BertForPreTraining {
    return initializeModel(new BertForPreTraining(config), options);
  }

  protected predict(context: LayerContext, inputs: EncoderInputs): Predictions {
    const hidden = encoder(context, inputs);
    return {
      prediction_logits: byText(maskedLmHead(context, hidden)),
      ...predictNextSentence(context, hidden, inputs),
    };
  }

  protected override predictForLoss(context: LayerContext, inputs: EncoderInputs): Judged {
    const hidden = encoder(context, inputs);
    return {
      masked_logits: maskedLmHead(context, maskedTokens(hidden)),
      ...predictNextSentence(context, hidden, inputs),
    };
  }

  protected lossOf(
    { masked_logits, seq_relationship_logits }: Judged,
    _inputs: EncoderInputs,
    { pairWeight = false }: LossGraphOptions,
  ): Value<'float32'> {
    const [texts] = seq_relationship_logits.shape;
    const nextSentence = crossEntropy(seq_relationship_logits, input('next_sentence_label', 'int32', [texts]));
    const weighed = pairWeight ? multiply(nextSentence, input('pair_weight', 'float32', [])) : nextSentence;
    return add(maskedCrossEntropy(masked_logits), weighed);
  }
}

function predictNextSentence(context: LayerContext, hidden: HiddenStates, inputs: EncoderInputs): NextSentence {
  const pooled = pooler(context, firstTokens(hidden, inputs));
  return { seq_relationship_logits: linear(context, pooled, SENTENCE_HEAD, 2) };
}

function preTrainingParameters(config: BertConfig) {
  return [
    ...bertParameters(config, { tiesWordEmbeddings: true }),
    ...maskedLmParameters(config),
    ...linearParameters(config, SENTENCE_HEAD, 2, config.hiddenSize),
  ];
}
