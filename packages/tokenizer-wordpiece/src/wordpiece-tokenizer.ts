import { ConfigError } from '@bertsmith/tensor';
import { type BatchEncoding, padRows, widenBatch } from './batch-encoding.js';
import { toCodePointOffsets } from './code-point-offsets.js';
import { decodeTokens } from './decode-tokens.js';
import {
  type BatchOptions,
  checkTextOrWords,
  type EncodeOptions,
  type PlacedEncodeOptions,
  type TextOrWords,
  textBudget,
  type WindowOptions,
} from './encode-options.js';
import { Encoding, type TokenRun } from './encoding.js';
import { WordPieceMatcher } from './matching/wordpiece-matcher.js';
import { BertNormalizer } from './normalization/bert-normalizer.js';
import { type RaggedIds, RaggedIdsBuilder } from './ragged-ids.js';
import { AddedTokenMatcher, neverSplitTokens } from './scanning/added-token-matcher.js';
import { PlacedTokenBuffer } from './scanning/placed-token-buffer.js';
import { TokenBuffer } from './scanning/token-buffer.js';
import { WordScanner } from './scanning/word-scanner.js';
import { requireToken, type SpecialTokenNames } from './special-tokens.js';
import { BARE_TEMPLATE, isSequence } from './template.js';
import { TokenLayout } from './token-layout.js';
import { measureTokens } from './token-lengths.js';
import {
  extendVocabulary,
  resolveSettings,
  type TokenizerSettings,
  type WordPieceTokenizerOptions,
} from './tokenizer-settings.js';
import { truncatedLengths } from './truncation.js';
import type { Vocabulary } from './vocabulary.js';
import { keptSlices, listWindows, type TextSlices } from './windows.js';

/**
 * One input of many: a text, or an array of a text and, for a pair, the second one, which gets token type 1. A text that
 * is split into words already is in such an array too: `[['John', 'Smith']]`.
 */
export type TextInput = string | readonly [text: TextOrWords, pair?: TextOrWords];

/** What `decode` does beside joining tokens. */
export interface DecodeOptions {
  /** Leave `[CLS]`, `[SEP]` and the other special tokens out. Default true. */
  readonly skipSpecialTokens?: boolean | undefined;
  /** Close up punctuation and English contractions. Default: what the tokenizer's decoder says, true for BERT. */
  readonly cleanUp?: boolean | undefined;
}

/**
 * BERT's tokenizer: clean the text, cut it into words at spaces and punctuation, and each word into the longest pieces
 * that the vocabulary has (Devlin et al. 2019; Wu et al. 2016, section 4.1). Gives the ids of Hugging Face's
 * `BertNormalizer`, `BertPreTokenizer` and `WordPiece`.
 *
 * Differs from Hugging Face in that truncation and padding are never applied unasked.
 *
 * @example
 * const tokenizer = new WordPieceTokenizer({ vocabulary: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'un', '##able'] });
 * tokenizer.encodeIds('Unable'); // Int32Array [2, 4, 5, 3]
 */
export class WordPieceTokenizer {
  readonly settings: TokenizerSettings;
  /** All tokens, the added ones included: as many as the rows of the model's embedding table. */
  readonly vocabulary: Vocabulary;

  readonly #matcher: WordPieceMatcher;
  readonly #scanner: WordScanner;
  readonly #buffers: readonly [TokenBuffer, TokenBuffer];
  #placedBuffers: readonly [PlacedTokenBuffer, PlacedTokenBuffer] | undefined;
  readonly #layouts: Readonly<Record<'single' | 'pair' | 'bareSingle' | 'barePair', TokenLayout>>;
  readonly #specialIds: ReadonlySet<number>;

  /** @throws ConfigError for a vocabulary without `[UNK]`, `[CLS]` or `[SEP]`, or settings that do not fit together. */
  constructor(options: WordPieceTokenizerOptions) {
    this.settings = resolveSettings(options);
    const { addedTokens, specialTokens, vocabulary } = this.settings;
    this.vocabulary = extendVocabulary(vocabulary, addedTokens);
    this.#specialIds = new Set(addedTokens.filter(({ special }) => special).map(({ id }) => id));
    this.#layouts = layOut(this.settings);
    this.#matcher = new WordPieceMatcher({
      ...this.settings,
      tokens: vocabulary.tokens,
      unkTokenId: requireToken(vocabulary, specialTokens.unkToken, 'stands for unknown words'),
    });
    this.#scanner = createScanner(this.settings, this.#matcher);
    this.#buffers = [new TokenBuffer(this.#scanner, this.#matcher), new TokenBuffer(this.#scanner, this.#matcher)];
  }

  /** The id of `[PAD]`. @throws ConfigError when the vocabulary has none. */
  get padTokenId(): number {
    return this.#idOf('padToken', 'fills up the rows of a batch');
  }

  /** The id of `[UNK]`. */
  get unkTokenId(): number {
    return this.#idOf('unkToken', 'stands for unknown words');
  }

  /** The id of `[CLS]`. @throws ConfigError when the vocabulary has none. */
  get clsTokenId(): number {
    return this.#idOf('clsToken', 'begins every input');
  }

  /** The id of `[SEP]`. @throws ConfigError when the vocabulary has none. */
  get sepTokenId(): number {
    return this.#idOf('sepToken', 'ends every text');
  }

  /** The id of `[MASK]`. @throws ConfigError when the vocabulary has none. */
  get maskTokenId(): number {
    return this.#idOf('maskToken', 'stands for a token to be guessed');
  }

  /**
   * The ids of a text or pair, and nothing else: the fast path.
   *
   * @returns `[sequence]`, int32.
   * @throws InputError for a text that is no string, or that `truncation` would leave empty.
   * @throws ConfigError for a `maxLength` too small for the special tokens.
   */
  encodeIds(text: TextOrWords, options: EncodeOptions = {}): Int32Array {
    const layout = this.#layoutFor(options);
    return joinIds(layout, this.#buffers, fill(this.#buffers, text, options, layout));
  }

  /**
   * A text or pair with all there is to know about its tokens.
   *
   * @throws InputError, ConfigError as {@link encodeIds}.
   */
  encode(text: TextOrWords, options: PlacedEncodeOptions = {}): Encoding {
    const layout = this.#layoutFor(options);
    this.#placedBuffers ??= this.#createPlacedBuffers();
    const slices = fill(this.#placedBuffers, text, options, layout);
    return this.#createPlacer(layout, text, options)(slices);
  }

  /**
   * All of a long text or pair in windows of `maxLength` tokens, as question answering reads a paragraph: what
   * {@link encode} gives, and then what it cut off. Name the text to be cut in `truncation`, as in `only_second`.
   *
   * Gives what Hugging Face calls an encoding and its `overflowing`, in that order.
   *
   * @example
   * tokenizer.encodeWindows(question, { pair: paragraph, maxLength: 384, stride: 128, truncation: 'only_second' });
   * @throws InputError, ConfigError as {@link encodeIds}; ConfigError for a `stride` that leaves a window nothing new.
   */
  encodeWindows(text: TextOrWords, options: WindowOptions): Encoding[] {
    const { maxLength, stride = 0, truncation, truncationSide } = options;
    const layout = this.#layoutFor(options);
    const budget = textBudget(options, layout.specialTokens);
    this.#placedBuffers ??= this.#createPlacedBuffers();
    fill(this.#placedBuffers, text, { ...options, maxLength: undefined }, layout);
    const [first, second] = this.#placedBuffers;
    const totals = [first.length, options.pair === undefined ? undefined : second.length] as const;
    const kept = truncatedLengths(totals, budget, truncation);
    if (first.length + second.length > 0 && kept[0] + kept[1] === 0) throw noRoom(maxLength);
    const windows = listWindows([totals[0], totals[1] ?? 0], kept, stride, truncationSide);
    return windows.map(this.#createPlacer(layout, text, options));
  }

  /**
   * The ids of many texts or pairs in one array: what a data set is kept in, and the fastest way to make it.
   *
   * @throws InputError, ConfigError as {@link encodeIds}.
   */
  encodeRagged(inputs: Iterable<TextInput>, options: Omit<EncodeOptions, 'pair'> = {}): RaggedIds {
    const rows = new RaggedIdsBuilder();
    for (const input of inputs) this.#addRow(rows, input, options);
    return rows.finish();
  }

  /**
   * Several texts or pairs in rows of one length.
   *
   * @throws InputError, ConfigError as {@link encodeIds}; ConfigError for a vocabulary without `[PAD]`.
   */
  encodeBatch(inputs: Iterable<TextInput>, options: BatchOptions & { dtype: 'int64' }): BatchEncoding<BigInt64Array>;
  encodeBatch(inputs: Iterable<TextInput>, options?: BatchOptions & { dtype?: 'int32' | undefined }): BatchEncoding;
  encodeBatch(inputs: Iterable<TextInput>, options: BatchOptions = {}): BatchEncoding | BatchEncoding<BigInt64Array> {
    const rows = new RaggedIdsBuilder();
    const runs = Array.from(inputs, (input) => this.#addRow(rows, input, options).runs());
    const batch = padRows(rows.finish(), runs, this.padTokenId, options);
    return options.dtype === 'int64' ? widenBatch(batch) : batch;
  }

  /**
   * The text that ids stand for, as far as it can be told: case, accents and most spacing are gone.
   *
   * @throws InputError for an id that the vocabulary does not have.
   */
  decode(ids: ArrayLike<number | bigint>, options: DecodeOptions = {}): string {
    const { skipSpecialTokens = true, cleanUp } = options;
    const { decoder } = this.settings;
    const kept = Array.from(ids, Number).filter((id) => !skipSpecialTokens || !this.#specialIds.has(id));
    const tokens = kept.map((id) => this.vocabulary.idToToken(id));
    return decodeTokens(tokens, decoder && { ...decoder, cleanUp: cleanUp ?? decoder.cleanUp });
  }

  /**
   * The texts of several rows of ids.
   *
   * @throws InputError for an id that the vocabulary does not have.
   */
  decodeBatch(rows: Iterable<ArrayLike<number | bigint>>, options: DecodeOptions = {}): string[] {
    return Array.from(rows, (ids) => this.decode(ids, options));
  }

  #addRow(rows: RaggedIdsBuilder, input: TextInput, options: EncodeOptions): { runs(): readonly TokenRun[] } {
    const [text, pair] = typeof input === 'string' ? [input] : input;
    const rowOptions = pair === undefined ? options : { ...options, pair };
    const layout = this.#layoutFor(rowOptions);
    const slices = fill(this.#buffers, text, rowOptions, layout);
    const [first, second] = this.#buffers;
    rows.addRow(layout.countTokens(slices.lengths), (target, at) => {
      layout.writeIds(first.ids, second.ids, slices, target, at);
    });
    return { runs: () => layout.runs(slices.lengths) };
  }

  /** Makes encodings of what is in the placed buffers. */
  #createPlacer(
    layout: TokenLayout,
    text: TextOrWords,
    options: PlacedEncodeOptions,
  ): (slices: TextSlices) => Encoding {
    const [first, second] = this.#placedBuffers!;
    const pick = (buffer: PlacedTokenBuffer, source: TextOrWords) =>
      options.offsetUnit === 'codePoint'
        ? toCodePointOffsets(source, buffer.offsets, buffer.wordIds)
        : (buffer.offsets as readonly number[]);
    const offsets = [pick(first, text), options.pair === undefined ? [] : pick(second, options.pair)] as const;
    return (slices) =>
      new Encoding({
        inputIds: joinIds(layout, [first, second], slices),
        offsets: layout.place(offsets, slices, 2, 0),
        wordIds: layout.place([first.wordIds, second.wordIds], slices, 1, -1),
        runs: layout.runs(slices.lengths),
        vocabulary: this.vocabulary,
      });
  }

  #layoutFor({ pair, addSpecialTokens = true }: EncodeOptions): TokenLayout {
    if (pair === undefined) return addSpecialTokens ? this.#layouts.single : this.#layouts.bareSingle;
    return addSpecialTokens ? this.#layouts.pair : this.#layouts.barePair;
  }

  #createPlacedBuffers(): readonly [PlacedTokenBuffer, PlacedTokenBuffer] {
    const lengths = measureTokens(this.settings.vocabulary, this.settings.continuingSubwordPrefix);
    const create = () => new PlacedTokenBuffer(this.#scanner, this.#matcher, lengths);
    return [create(), create()];
  }

  #idOf(name: keyof SpecialTokenNames, purpose: string): number {
    return requireToken(this.vocabulary, this.settings.specialTokens[name], purpose);
  }
}

function layOut(settings: TokenizerSettings) {
  const { single, pair } = settings.template ?? BARE_TEMPLATE;
  return {
    single: new TokenLayout(single),
    pair: new TokenLayout(pair),
    bareSingle: new TokenLayout(single.filter(isSequence)),
    barePair: new TokenLayout(pair.filter(isSequence)),
  };
}

function createScanner(settings: TokenizerSettings, matcher: WordPieceMatcher): WordScanner {
  return new WordScanner({
    normalizer: new BertNormalizer(settings.normalizer),
    labelOf: (codePoint) => matcher.alphabet.labelOf(codePoint),
    maxInputCharsPerWord: settings.maxInputCharsPerWord,
    addedTokens: new AddedTokenMatcher([
      ...settings.addedTokens.filter(({ normalized }) => !normalized),
      ...neverSplitTokens(settings),
    ]),
    normalizedTokens: settings.addedTokens.filter(({ normalized }) => normalized),
  });
}

function joinIds(
  layout: TokenLayout,
  [first, second]: readonly [TokenBuffer, TokenBuffer],
  slices: TextSlices,
): Int32Array {
  const inputIds = new Int32Array(layout.countTokens(slices.lengths));
  layout.writeIds(first.ids, second.ids, slices, inputIds, 0);
  return inputIds;
}

/** Encodes a text and its pair into the buffers; returns which tokens of each to keep. */
function fill(
  [first, second]: readonly [TokenBuffer, TokenBuffer],
  text: TextOrWords,
  options: EncodeOptions,
  layout: TokenLayout,
): TextSlices {
  const { pair, maxLength, truncation, truncationSide } = options;
  const budget = textBudget(options, layout.specialTokens);
  // What the left side loses is known only at the end of a text.
  const limit = truncationSide === 'left' || maxLength === undefined ? Number.POSITIVE_INFINITY : maxLength;
  checkTextOrWords(text);
  first.fill(text, limit);
  if (pair === undefined) second.clear();
  else {
    checkTextOrWords(pair, 'pair');
    second.fill(pair, limit);
  }
  const lengths = truncatedLengths([first.length, pair === undefined ? undefined : second.length], budget, truncation);
  return keptSlices([first.length, second.length], lengths, truncationSide);
}

function noRoom(maxLength: number): ConfigError {
  const message = `encodeWindows: a maxLength of ${maxLength} leaves no room for text beside the special tokens; raise it`;
  return new ConfigError(message, { maxLength });
}
