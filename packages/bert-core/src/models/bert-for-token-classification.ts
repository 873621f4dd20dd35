import type { Value } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import type { BertConfig } from '../config/bert-config.js';
import { encoder } from '../layers/encoder.js';
import type { EncoderInputs } from '../layers/encoder-inputs.js';
import type { LayerContext } from '../layers/layer-context.js';
import { linear } from '../layers/linear.js';
import { tokenCrossEntropy } from '../losses/token-cross-entropy.js';
import { bertParameters, linearParameters } from '../parameters/bert-parameters.js';
import { BertWithHead, byText } from './bert-base.js';
import { type InitializeOptions, initializeModel } from './initialize-model.js';

/** Logits of each label for each token, `[batch, sequence, labels]`. */
type Predictions = { readonly logits: Value<'float32', readonly ['batch', 'sequence', number]> };

/**
 * A BERT with a linear layer on every token: named entities, parts of speech (Devlin et al. 2019, section 5.3).
 *
 * A graph with a loss has the input `labels`, int32 `[batch, sequence]`; tokens with the label -100 (padding, special tokens, all
 * pieces of a word but its first) are left out. Of a sequence classifier it differs in having no pooler.
 *
 * @example
 * const model = BertForTokenClassification.initialize(presetConfig('tiny', { labels: ['O', 'B-PER', 'I-PER'] }), { seed: 1 });
 */
export class BertForTokenClassification extends BertWithHead<Predictions> {
  readonly architecture = 'BertForTokenClassification';

  /** A model whose parameters are all zero; see {@link initialize}, or load a checkpoint into it. */
  constructor(config: BertConfig) {
    super(config, tokenClassifierParameters);
    if (config.labels.length >= 2) return;
    throw new ConfigError(`a token classifier needs 2 labels or more, the configuration has ${config.labels.length}`, {
      labels: config.labels,
    });
  }

  static initialize(config: BertConfig, options: InitializeOptions): BertForTokenClassification {
    return initializeModel(new BertForTokenClassification(config), options);
  }

  protected predict(context: LayerContext, inputs: EncoderInputs): Predictions {
    const { hiddenDropoutProb, classifierDropout, labels } = this.config;
    const dropped = context.dropout(encoder(context, inputs), classifierDropout ?? hiddenDropoutProb);
    return { logits: byText(linear(context, dropped, 'classifier', labels.length)) };
  }

  protected lossOf({ logits }: Predictions): Value<'float32'> {
    return tokenCrossEntropy(logits);
  }
}

function tokenClassifierParameters(config: BertConfig) {
  const head = linearParameters(config, 'classifier', config.labels.length, config.hiddenSize);
  return [...bertParameters(config, { hasPooler: false }), ...head];
}
