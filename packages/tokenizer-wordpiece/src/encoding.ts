import type { Vocabulary } from './vocabulary.js';

/** A stretch of tokens of one kind: where it ends, its token type, and which text it is from, -1 for special tokens. */
export interface TokenRun {
  readonly end: number;
  readonly typeId: number;
  readonly sequence: -1 | 0 | 1;
}

/** What an encoding is made of. */
export interface EncodingParts {
  readonly inputIds: Int32Array;
  readonly offsets: Int32Array;
  readonly wordIds: Int32Array;
  readonly runs: readonly TokenRun[];
  readonly vocabulary: Vocabulary;
}

/**
 * An encoded text or pair. All arrays have one element for each token, `offsets` has two.
 *
 * @example
 * const encoding = tokenizer.encode('unaffable');
 * encoding.tokens(); // ['[CLS]', 'una', '##ffa', '##ble', '[SEP]']
 * encoding.span(2); // [3, 6]
 */
export class Encoding {
  /** `[sequence]`, int32: the ids to feed to a model. */
  readonly inputIds: Int32Array;
  /**
   * `[sequence, 2]`, int32: where each token starts and ends in its text, in UTF-16 code units, so that
   * `text.slice(offsets[2 * i], offsets[2 * i + 1])` is the piece as it was written. `0, 0` for special tokens.
   */
  readonly offsets: Int32Array;
  /** `[sequence]`, int32: the word of its text that each token is a piece of, counted from 0; -1 for special tokens. */
  readonly wordIds: Int32Array;

  /** The stretches of tokens of one kind, in order. */
  readonly runs: readonly TokenRun[];

  readonly #vocabulary: Vocabulary;

  constructor(parts: EncodingParts) {
    this.inputIds = parts.inputIds;
    this.offsets = parts.offsets;
    this.wordIds = parts.wordIds;
    this.runs = parts.runs;
    this.#vocabulary = parts.vocabulary;
  }

  /** How many tokens there are. */
  get length(): number {
    return this.inputIds.length;
  }

  /** `[sequence]`, int32: 0 for the first text, 1 for the second. */
  get tokenTypeIds(): Int32Array {
    return this.#spread(({ typeId }) => typeId);
  }

  /** `[sequence]`, int32: 1 everywhere, as nothing is padding. */
  get attentionMask(): Int32Array {
    return this.#spread(() => 1);
  }

  /** `[sequence]`, int32: 1 for the special tokens of the template, 0 for text. */
  get specialTokensMask(): Int32Array {
    return this.#spread(({ sequence }) => (sequence === -1 ? 1 : 0));
  }

  /** `[sequence]`, int32: the text that each token is from, 0 or 1; -1 for special tokens. */
  get sequenceIds(): Int32Array {
    return this.#spread(({ sequence }) => sequence);
  }

  /** The tokens as the vocabulary writes them. */
  tokens(): string[] {
    return Array.from(this.inputIds, (id) => this.#vocabulary.idToToken(id));
  }

  /** Where a token starts and ends in its text, in UTF-16 code units. */
  span(token: number): readonly [start: number, end: number] {
    return [this.offsets[2 * token] ?? 0, this.offsets[2 * token + 1] ?? 0];
  }

  #spread(valueIn: (run: TokenRun) => number): Int32Array {
    const values = new Int32Array(this.length);
    let start = 0;
    for (const run of this.runs) {
      values.fill(valueIn(run), start, run.end);
      start = run.end;
    }
    return values;
  }
}
