import type { Value } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import type { BertConfig } from '../config/bert-config.js';
import { encoder, firstTokenEncoder } from '../layers/encoder.js';
import { encoderInputs } from '../layers/encoder-inputs.js';
import type { LayerContext } from '../layers/layer-context.js';
import { normalizeRows, poolSentence, SENTENCE_POOLINGS, type SentencePooling } from '../layers/sentence-pooling.js';
import { bertParameters } from '../parameters/bert-parameters.js';
import { BertBase, type Outputs } from './bert-base.js';
import { type InitializeOptions, initializeModel } from './initialize-model.js';

/** How a {@link BertForSentenceEmbedding} makes a vector of a text. */
export interface SentenceEmbeddingOptions {
  /** Default `mean`. */
  readonly pooling?: SentencePooling;
  /** Whether vectors have length 1, so that a dot product is a cosine. Default false. */
  readonly normalize?: boolean;
}

/**
 * An encoder that gives each text one vector (Reimers and Gurevych 2019): `sentence_embedding`, `[batch, hiddenSize]`. It is saved as the
 * {@link BertModel} that it is, without pooler.
 *
 * @example
 * const model = BertForSentenceEmbedding.initialize(presetConfig('tiny'), { seed: 1 });
 */
export class BertForSentenceEmbedding extends BertBase {
  readonly architecture = 'BertModel';
  readonly pooling: SentencePooling;
  readonly normalize: boolean;

  /** A model whose parameters are all zero; see {@link initialize}, or load a checkpoint into it. */
  constructor(config: BertConfig, { pooling = 'mean', normalize = false }: SentenceEmbeddingOptions = {}) {
    super(config, (config) => bertParameters(config, { hasPooler: false }));
    if (!SENTENCE_POOLINGS.includes(pooling)) {
      const message = `there is no pooling '${pooling}'; poolings are: ${SENTENCE_POOLINGS.join(', ')}`;
      throw new ConfigError(message, { pooling });
    }
    this.pooling = pooling;
    this.normalize = normalize;
  }

  static initialize(
    config: BertConfig,
    { seed, ...options }: InitializeOptions & SentenceEmbeddingOptions,
  ): BertForSentenceEmbedding {
    return initializeModel(new BertForSentenceEmbedding(config, options), { seed });
  }

  protected predict(context: LayerContext): Outputs {
    const inputs = encoderInputs();
    const pooled =
      this.pooling === 'cls'
        ? firstTokenEncoder(context, inputs)
        : poolSentence(encoder(context, inputs), inputs.attentionMask, this.pooling);
    return { sentence_embedding: (this.normalize ? normalizeRows(pooled) : pooled) as Value };
  }
}
