import { createHash } from 'node:crypto';
import { ConfigError, InputError } from '@bertsmith/tensor';
import { drawsOfRow } from './draws-of-row.js';
import type { LanguageModelVocabulary } from './language-model-vocabulary.js';
import { checkProbability, type MaskingOptions } from './mask-tokens.js';
import { checkMaxLength, createMaskedRow, type MaskedRow } from './masked-row.js';
import { firstAbove, planRows, type RowPlan } from './plan-rows.js';
import { checkHasStrangers, drawSentencePair } from './sentence-pairs.js';
import { checkTokenizer, type TokenizedCorpus } from './tokenized-corpus.js';

/** How rows are made of a corpus. */
export interface MaskedLanguageModelOptions extends MaskingOptions {
  /** Tokens of a row at most, special tokens included; from 8. */
  readonly maxLength: number;
  /** What the masks, and the pairs, are drawn from: a whole number from 0. */
  readonly seed: number;
  /** Make pairs of segments, half of them strangers to each other (Devlin et al. 2019). Default false. */
  readonly nextSentencePrediction?: boolean | undefined;
  /** Let a row go on into the next document, behind a `[SEP]` (Liu et al. 2019, `FULL-SENTENCES`). Default false. */
  readonly crossDocuments?: boolean | undefined;
}

const FINGERPRINT_ROWS = 64;

/**
 * The rows of a tokenized corpus, masked anew in each epoch: what a language model is pre-trained on.
 *
 * A row is a function of the seed, the epoch and its number, so training goes on anywhere without making the rows before. Rows are
 * filled with consecutive sentences once, when this is made; on disk they stay, 20 bytes of memory are kept for each.
 *
 * @example
 * const vocabulary = describeVocabulary(tokenizer);
 * const corpus = openTokenizedCorpus('enwiki.tokens', vocabulary);
 * const rows = new MaskedLanguageModelRows(corpus, vocabulary, { maxLength: 128, seed: 42 });
 * const { inputIds, labels } = rows.row(0, 17);
 */
export class MaskedLanguageModelRows {
  readonly vocabulary: LanguageModelVocabulary;
  readonly options: MaskedLanguageModelOptions;
  /** `[rows]`: tokens of each row at most, special tokens included. A pair may have fewer, when the stranger's document ends. */
  readonly lengths: Int32Array;
  readonly #corpus: TokenizedCorpus;
  readonly #plan: RowPlan;

  /**
   * @throws ConfigError for an option out of range or a vocabulary that is not the corpus's; InputError for pairs from a corpus of
   *   one document; FormatError when the corpus is damaged
   */
  constructor(corpus: TokenizedCorpus, vocabulary: LanguageModelVocabulary, options: MaskedLanguageModelOptions) {
    checkOptions(options);
    checkTokenizer(corpus, vocabulary);
    const { crossDocuments = false, nextSentencePrediction = false } = options;
    if (nextSentencePrediction) checkHasStrangers(corpus);
    const specialTokens = nextSentencePrediction ? 3 : 2;
    this.#corpus = corpus;
    this.#plan = planRows(corpus, { capacity: options.maxLength - specialTokens, crossDocuments });
    this.lengths = this.#plan.lengths.map((length) => length + specialTokens);
    // The stranger of a row of one token takes the place of none.
    if (nextSentencePrediction) this.lengths = this.lengths.map((length) => Math.max(length, specialTokens + 2));
    this.vocabulary = vocabulary;
    this.options = options;
  }

  /** How many rows there are. */
  get rowCount(): number {
    return this.lengths.length;
  }

  /**
   * A row as an epoch has it.
   *
   * @param epoch counted from 0
   * @param index from 0 to `rowCount - 1`
   * @throws InputError for a row that is not there; ConfigError for an epoch that is no whole number
   */
  row(epoch: number, index: number): MaskedRow {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.rowCount) {
      throw new InputError(`row ${index}: rows run from 0 to ${this.rowCount - 1}`, { index, rowCount: this.rowCount });
    }
    const generator = drawsOfRow(this.options.seed, epoch, index);
    if (this.options.nextSentencePrediction !== true) {
      return createMaskedRow([this.#readBlock(index)], this.vocabulary, generator, this.options);
    }
    const source = { corpus: this.#corpus, plan: this.#plan, vocabulary: this.vocabulary };
    const { first, second, nextSentenceLabel } = drawSentencePair(source, index, generator);
    return { ...createMaskedRow([first, second], this.vocabulary, generator, this.options), nextSentenceLabel };
  }

  /**
   * Tells these rows from those of another corpus, or made with other options: SHA-256, 64 hex digits. Of the corpus it takes the
   * tokenizer, the counts and 64 rows spread over it, since reading all of it may take minutes.
   */
  fingerprint(): string {
    const { counts, header } = this.#corpus;
    const { maxLength, seed, maskProbability, wholeWords, nextSentencePrediction, crossDocuments } = this.options;
    const options = [maxLength, seed, maskProbability, wholeWords, nextSentencePrediction, crossDocuments];
    const hash = createHash('sha256').update(JSON.stringify([header.fingerprint, counts, options]));
    const step = Math.max(1, this.rowCount / FINGERPRINT_ROWS);
    for (let row = 0; row < this.rowCount; row += step) hash.update(this.#readBlock(Math.floor(row)));
    return hash.digest('hex');
  }

  /** The tokens of a row, with a separator where a document ends in it. */
  #readBlock(index: number): Int32Array {
    const { starts, documentTokenEnds, lengths } = this.#plan;
    const [start, end] = [starts[index] as number, starts[index + 1] as number];
    const tokens = this.#corpus.readTokens(start, end);
    if (lengths[index] === tokens.length) return tokens;
    const block = new Int32Array(lengths[index] as number);
    let [from, position] = [start, 0];
    for (let document = firstAbove(documentTokenEnds, start); from < end; document++) {
      const to = Math.min(end, documentTokenEnds[document] as number);
      block.set(tokens.subarray(from - start, to - start), position);
      position += to - from;
      if (to < end) block[position++] = this.vocabulary.sepTokenId;
      from = to;
    }
    return block;
  }
}

function checkOptions(options: MaskedLanguageModelOptions): void {
  const { maxLength, maskProbability, nextSentencePrediction = false, crossDocuments = false } = options;
  checkMaxLength(maxLength);
  if (maskProbability !== undefined) checkProbability(maskProbability);
  if (nextSentencePrediction && crossDocuments) {
    const message =
      'nextSentencePrediction and crossDocuments exclude each other: a pair is about one document; leave one out';
    throw new ConfigError(message, { nextSentencePrediction, crossDocuments });
  }
}
