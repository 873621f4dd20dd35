/** Contextual embeddings as features: the hidden states of tokens, from any layers. */
import { ConfigError } from '@bertsmith/tensor';
import type { BertInferenceModel } from '../models/bert-model-with-head.js';
import type { AbortOptions, EncoderRunner } from './encoder-runner.js';
import { Pipeline, type RowOutputs } from './pipeline.js';
import { createRunner, type PipelineOptions, type TextOrPair } from './pipeline-options.js';
import { streamAnswers } from './stream-answers.js';

/** What {@link FeatureExtractor.create} is given. */
export interface FeatureExtractorOptions extends PipelineOptions<BertInferenceModel> {
  /** Hidden states: 0 are the embeddings, 1 is what the first layer gives, ... Default: the last. */
  readonly layers?: readonly number[] | undefined;
}

/** The features of one text. */
export interface TokenFeatures {
  /** `[tokens]`: the ids, special tokens included. */
  readonly ids: Int32Array;
  /** By layer, `[tokens, hiddenSize]`, row after row. */
  readonly hiddenStates: ReadonlyMap<number, Float32Array>;
}

/**
 * Gives the hidden states of each token of a text, whatever the model's head.
 *
 * @example
 * await using extractor = await FeatureExtractor.create({ model, tokenizer, backend, layers: [0, 6] });
 * const [{ hiddenStates }] = await extractor.extract(['a large cat']);
 */
export class FeatureExtractor extends Pipeline<FeatureExtractorOptions> {
  readonly layers: readonly number[];

  private constructor(options: FeatureExtractorOptions, layers: readonly number[], runner: EncoderRunner) {
    super(options, runner);
    this.layers = layers;
  }

  /** Compiles the model. @throws ConfigError when an option is out of range or a layer is not there */
  static async create(options: FeatureExtractorOptions): Promise<FeatureExtractor> {
    const { layers = [options.model.config.numHiddenLayers] } = options;
    if (layers.length === 0) throw new ConfigError('layers is empty: name the hidden states to extract', { layers });
    return new FeatureExtractor(options, layers, await createRunner(options, { hiddenStates: layers }));
  }

  /** The features of each text, in their order. @throws InputError when a text is empty, or the tokenizer is not the model's */
  async extract(texts: readonly TextOrPair[], options: AbortOptions = {}): Promise<TokenFeatures[]> {
    const rows = this.encodeTexts(texts);
    const { hiddenSize } = this.options.model.config;
    const features = (outputs: RowOutputs, position: number): TokenFeatures => {
      const { ids } = rows[position] as { ids: Int32Array };
      const ofLayer = (layer: number) => outputs(`hidden_states.${layer}`).slice(0, ids.length * hiddenSize);
      return { ids, hiddenStates: new Map(this.layers.map((layer) => [layer, ofLayer(layer)])) };
    };
    return await this.answerRows(rows, features, options);
  }

  /** The features of each text as they come, in their order and in bounded memory. */
  stream(
    texts: Iterable<TextOrPair> | AsyncIterable<TextOrPair>,
    options: AbortOptions & { readonly chunkSize?: number } = {},
  ): AsyncGenerator<TokenFeatures> {
    return streamAnswers(texts, (chunk) => this.extract(chunk, options), options.chunkSize);
  }
}
