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

/** How features are streamed. */
export interface FeatureStreamOptions extends AbortOptions {
  /** Texts that are worked on at a time, and whose features are held, from 1. Default 32. */
  readonly chunkSize?: number | undefined;
}

/** Of 512 tokens each, of one layer of BERT-base: 50 MB. */
const FEATURE_CHUNK = 32;

/** The features of one text. */
export interface TokenFeatures {
  /** `[tokens]`: the ids, special tokens included. */
  readonly ids: Int32Array;
  /** By layer, `[tokens, hiddenSize]`, row after row. */
  readonly hiddenStates: ReadonlyMap<number, Float32Array>;
}

/**
 * Gives the hidden states of each token of a text, whatever the model's head. Neither the head nor layers above the deepest that is asked
 * for are computed. For a corpus: `saveFeatures` of `@bertsmith/bert-core/files`.
 *
 * @example
 * await using extractor = await FeatureExtractor.create({ model, tokenizer, backend, layers: [0, 6] });
 * const [{ hiddenStates }] = await extractor.extract(['a large cat']);
 */
export class FeatureExtractor extends Pipeline<FeatureExtractorOptions> {
  /** The hidden states that it gives, in the order that was asked for. */
  readonly layers: readonly number[];
  /** Numbers of one hidden state of one token. */
  readonly hiddenSize: number;

  private constructor(options: FeatureExtractorOptions, layers: readonly number[], runner: EncoderRunner) {
    super(options, runner);
    this.layers = layers;
    this.hiddenSize = options.model.config.hiddenSize;
  }

  /** Compiles the model. @throws ConfigError when an option is out of range or a layer is not there */
  static async create(options: FeatureExtractorOptions): Promise<FeatureExtractor> {
    const { layers = [options.model.config.numHiddenLayers] } = options;
    if (layers.length === 0) throw new ConfigError('layers is empty: name the hidden states to extract', { layers });
    if (new Set(layers).size < layers.length) {
      throw new ConfigError(`layers has a layer twice: ${layers.join(', ')}: name each once`, { layers });
    }
    const runner = await createRunner(options, { hiddenStates: layers, predictions: false });
    return new FeatureExtractor(options, layers, runner);
  }

  /** The features of each text, in their order. @throws InputError when a text is empty, or the tokenizer is not the model's */
  async extract(texts: readonly TextOrPair[], options: AbortOptions = {}): Promise<TokenFeatures[]> {
    const rows = this.encodeTexts(texts);
    const { hiddenSize } = this;
    const features = (outputs: RowOutputs, position: number): TokenFeatures => {
      const { ids } = rows[position] as { ids: Int32Array };
      const ofLayer = (layer: number) => outputs(`hidden_states.${layer}`).slice(0, ids.length * hiddenSize);
      return { ids, hiddenStates: new Map(this.layers.map((layer) => [layer, ofLayer(layer)])) };
    };
    return await this.answerRows(rows, features, options);
  }

  /** The features of each text as they come, in their order and in bounded memory: those of `chunkSize` texts are held. */
  stream(
    texts: Iterable<TextOrPair> | AsyncIterable<TextOrPair>,
    options: FeatureStreamOptions = {},
  ): AsyncGenerator<TokenFeatures> {
    const { chunkSize = FEATURE_CHUNK } = options;
    return streamAnswers(texts, (chunk) => this.extract(chunk, options), chunkSize);
  }
}
