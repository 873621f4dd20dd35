/** Text with gaps in, words out. */
import { ConfigError, InputError } from '@bertsmith/tensor';
import type { BertForMaskedLM } from '../models/bert-for-masked-lm.js';
import type { BertForPreTraining } from '../models/bert-for-pre-training.js';
import type { AbortOptions, EncoderRunner } from './encoder-runner.js';
import { Pipeline, type RowOutputs } from './pipeline.js';
import { createRunner, type PipelineOptions } from './pipeline-options.js';
import { softmaxOf } from './probabilities.js';
import { streamAnswers } from './stream-answers.js';

/** A model that guesses words. */
export type MaskedLanguageModel = BertForMaskedLM | BertForPreTraining;

/** What the outputs of guesses are called. */
const LOGITS: Readonly<Record<MaskedLanguageModel['architecture'], string>> = {
  BertForMaskedLM: 'logits',
  BertForPreTraining: 'prediction_logits',
};

/** What {@link MaskFiller.create} is given. */
export interface MaskFillerOptions extends PipelineOptions<MaskedLanguageModel> {
  /** Words for each gap, the likeliest first, from 1. Default 5. */
  readonly topK?: number | undefined;
}

/** A word for a gap. */
export interface Fill {
  /** The word, or the piece of one, as the vocabulary writes it. */
  readonly token: string;
  readonly tokenId: number;
  /** Its probability, 0 to 1. */
  readonly score: number;
}

/**
 * Guesses the words behind each `[MASK]` of a text, each gap by itself.
 *
 * @example
 * await using filler = await MaskFiller.create({ model, tokenizer, backend });
 * const [gaps] = await filler.fill(['a large [MASK] that lives in the mountains']);
 * console.log(gaps[0].map(({ token }) => token));
 */
export class MaskFiller extends Pipeline<MaskFillerOptions> {
  readonly #topK: number;

  private constructor(options: MaskFillerOptions, topK: number, runner: EncoderRunner) {
    super(options, runner);
    this.#topK = topK;
  }

  /** Compiles the model. @throws ConfigError when an option is out of range, BackendError when the backend refuses the graph */
  static async create(options: MaskFillerOptions): Promise<MaskFiller> {
    const { topK = 5 } = options;
    if (!Number.isSafeInteger(topK) || topK < 1) {
      throw new ConfigError(`topK is ${topK}, expected a whole number from 1`, { topK });
    }
    return new MaskFiller(options, topK, await createRunner(options));
  }

  /** For each text, for each of its gaps, the likeliest words. @throws InputError when a text is empty or has no gap */
  async fill(texts: readonly string[], options: AbortOptions = {}): Promise<Fill[][][]> {
    const { tokenizer, model } = this.options;
    const rows = this.encodeTexts(texts);
    const gaps = rows.map(({ ids }, position) => gapsOf(ids, position, tokenizer.maskTokenId));
    const { vocabSize } = model.config;
    const fill = (outputs: RowOutputs, position: number): Fill[][] => {
      const logits = outputs(LOGITS[model.architecture]);
      const ofGap = (gap: number) => this.#likeliest(logits.subarray(gap * vocabSize, (gap + 1) * vocabSize));
      return (gaps[position] as number[]).map(ofGap);
    };
    return await this.answerRows(rows, fill, options);
  }

  /** The words for each text's gaps as texts come, in their order and in bounded memory. */
  stream(texts: Iterable<string> | AsyncIterable<string>, options: AbortOptions = {}): AsyncGenerator<Fill[][]> {
    return streamAnswers(texts, (chunk) => this.fill(chunk, options));
  }

  #likeliest(logits: Float32Array): Fill[] {
    const { vocabulary } = this.options.tokenizer;
    // A model may have more rows than words, to fill up a multiple.
    const scores = softmaxOf(logits.subarray(0, vocabulary.size));
    const order = [...scores.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number));
    return order.slice(0, this.#topK).map((tokenId) => ({
      token: vocabulary.idToToken(tokenId),
      tokenId,
      score: scores[tokenId] as number,
    }));
  }
}

function gapsOf(ids: Int32Array, position: number, maskTokenId: number): number[] {
  const gaps = [...ids.keys()].filter((index) => ids[index] === maskTokenId);
  if (gaps.length > 0) return gaps;
  throw new InputError(`text ${position + 1} has no [MASK]: write one where a word is to be guessed`, { position });
}
