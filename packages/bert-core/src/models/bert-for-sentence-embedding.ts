import type { Value } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import type { BertConfig } from '../config/bert-config.js';
import { encoder, firstTokenEncoder } from '../layers/encoder.js';
import type { EncoderInputs } from '../layers/encoder-inputs.js';
import type { LayerContext } from '../layers/layer-context.js';
import { refusePackedRows } from '../layers/packed-inputs.js';
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
  /** Whose hidden states are pooled: 0 for the embeddings, 1 for the first layer, ...; those above are not computed. Default: the last. */
  readonly layer?: number | undefined;
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
  readonly layer: number;

  /** A model whose parameters are all zero; see {@link initialize}, or load a checkpoint into it. */
  constructor(config: BertConfig, options: SentenceEmbeddingOptions = {}) {
    super(config, (config) => bertParameters(config, { hasPooler: false }));
    const { pooling = 'mean', normalize = false, layer = config.numHiddenLayers } = options;
    if (!SENTENCE_POOLINGS.includes(pooling)) {
      const message = `there is no pooling '${pooling}'; poolings are: ${SENTENCE_POOLINGS.join(', ')}`;
      throw new ConfigError(message, { pooling });
    }
    requireLayer(layer, config.numHiddenLayers);
    this.pooling = pooling;
    this.normalize = normalize;
    this.layer = layer;
  }

  static initialize(
    config: BertConfig,
    { seed, ...options }: InitializeOptions & SentenceEmbeddingOptions,
  ): BertForSentenceEmbedding {
    return initializeModel(new BertForSentenceEmbedding(config, options), { seed });
  }

  /** The pooled hidden state stays that of the same layer; of the last one kept below it, when that layer is gone. */
  override withConfig(config: BertConfig, keptLayers?: readonly number[]): this {
    const { pooling, normalize } = this;
    const kept = keptLayers ?? Array.from({ length: config.numHiddenLayers }, (_, layer) => layer);
    const layer = kept.filter((each) => each < this.layer).length;
    return new BertForSentenceEmbedding(config, { pooling, normalize, layer }) as this;
  }

  protected predict(context: LayerContext, inputs: EncoderInputs): Outputs {
    refusePackedRows(inputs, 'the vector of a text is pooled from a row of its own');
    const pooled =
      this.pooling === 'cls'
        ? firstTokenEncoder(context, inputs, this.layer)
        : poolSentence(encoder(context, inputs, this.layer), inputs.attentionMask, this.pooling);
    return { sentence_embedding: (this.normalize ? normalizeRows(pooled) : pooled) as Value };
  }
}

function requireLayer(layer: number, last: number): void {
  if (Number.isSafeInteger(layer) && layer >= 0 && layer <= last) return;
  const message = `there is no hidden state ${layer} to pool: they are 0, the embeddings, to ${last}, the last layer`;
  throw new ConfigError(message, { layer, last });
}
