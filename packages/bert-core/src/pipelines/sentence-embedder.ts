/** Text in, one vector out. */
import type { BertForSentenceEmbedding } from '../models/bert-for-sentence-embedding.js';
import type { AbortOptions, EncoderRunner } from './encoder-runner.js';
import { Pipeline } from './pipeline.js';
import { createRunner, type PipelineOptions, type TextOrPair } from './pipeline-options.js';
import { streamAnswers } from './stream-answers.js';

/** What {@link SentenceEmbedder.create} is given; pooling and normalization are the model's. */
export type SentenceEmbedderOptions = PipelineOptions<BertForSentenceEmbedding>;

/**
 * Gives each text a vector of `hiddenSize` numbers: texts of like meaning, vectors of like direction, if the model learned that.
 *
 * @example
 * await using embedder = await SentenceEmbedder.create({ model, tokenizer, backend });
 * const [cat, dog] = await embedder.embed(['a large cat', 'a small dog']);
 */
export class SentenceEmbedder extends Pipeline<SentenceEmbedderOptions> {
  private constructor(options: SentenceEmbedderOptions, runner: EncoderRunner) {
    super(options, runner);
  }

  /** Compiles the model. @throws ConfigError when an option is out of range, BackendError when the backend refuses the graph */
  static async create(options: SentenceEmbedderOptions): Promise<SentenceEmbedder> {
    return new SentenceEmbedder(options, await createRunner(options));
  }

  /** A vector for each text, in their order. @throws InputError when a text is empty, or the tokenizer is not the model's */
  async embed(texts: readonly TextOrPair[], options: AbortOptions = {}): Promise<Float32Array[]> {
    return await this.answerRows(this.encodeTexts(texts), (outputs) => outputs('sentence_embedding').slice(), options);
  }

  /** A vector for each text as they come, in their order and in bounded memory. */
  stream(
    texts: Iterable<TextOrPair> | AsyncIterable<TextOrPair>,
    options: AbortOptions = {},
  ): AsyncGenerator<Float32Array> {
    return streamAnswers(texts, (chunk) => this.embed(chunk, options));
  }
}
